using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PresenceCluster.Gateway.Settings;

/// <summary>Reads the certificate that <see cref="TlsOptions"/> name, with the chain that its file holds.</summary>
internal static class TlsCertificate
{
    private const string PemSuffix = ".pem";
    private const string CertificateSuffix = ".crt";

    /// <summary>
    /// The certificate that has the private key, and the certificates of the file that lead from it to its root. Clients know the root
    /// alone. Null while TLS is off.
    /// </summary>
    /// <exception cref="CryptographicException">A file is no certificate, has no private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslStreamCertificateContext? Load(TlsOptions options)
    {
        if (!options.IsOn)
            return null;
        var file = IsPem(options.CertificatePath)
            ? LoadPem(options.CertificatePath, options)
            : X509CertificateLoader.LoadPkcs12CollectionFromFile(options.CertificatePath, options.Password);
        var own = file.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("No certificate of the file has a private key.");
        return SslStreamCertificateContext.Create(own, file, offline: true);
    }

    // The first certificate of the file is the one of the key.
    private static X509Certificate2Collection LoadPem(string path, TlsOptions options)
    {
        var own = string.IsNullOrEmpty(options.Password)
            ? X509Certificate2.CreateFromPemFile(path, options.KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, options.KeyPath);
        var file = new X509Certificate2Collection(own);
        file.ImportFromPemFile(path);
        return file;
    }

    private static bool IsPem(string path)
        => path.EndsWith(PemSuffix, StringComparison.OrdinalIgnoreCase) || path.EndsWith(CertificateSuffix, StringComparison.OrdinalIgnoreCase);
}
