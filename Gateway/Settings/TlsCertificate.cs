using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PresenceCluster.Gateway.Settings;

/// <summary>Reads the certificate that <see cref="TlsOptions"/> name.</summary>
internal static class TlsCertificate
{
    private const string PemSuffix = ".pem";
    private const string CertificateSuffix = ".crt";

    /// <summary>The certificate with its private key; null while TLS is off.</summary>
    /// <exception cref="CryptographicException">A file is no certificate, has no private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static X509Certificate2? Load(TlsOptions options)
    {
        if (!options.IsOn)
            return null;
        if (!IsPem(options.CertificatePath))
            return X509CertificateLoader.LoadPkcs12FromFile(options.CertificatePath, options.Password);
        return string.IsNullOrEmpty(options.Password)
            ? X509Certificate2.CreateFromPemFile(options.CertificatePath, options.KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(options.CertificatePath, options.Password, options.KeyPath);
    }

    private static bool IsPem(string path)
        => path.EndsWith(PemSuffix, StringComparison.OrdinalIgnoreCase) || path.EndsWith(CertificateSuffix, StringComparison.OrdinalIgnoreCase);
}
