using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>A certificate of our own, in files that go away with it.</summary>
internal sealed class SelfSigned : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("presence-tls-");

    public SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllBytes(PfxPath, certificate.Export(X509ContentType.Pfx, Password));
        File.WriteAllText(PemPath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public static string Password => "secret";

    public string PfxPath => Path.Combine(_directory.FullName, "door.pfx");

    public string PemPath => Path.Combine(_directory.FullName, "door.pem");

    public string KeyPath => Path.Combine(_directory.FullName, "door.key");

    public void Dispose() => _directory.Delete(recursive: true);
}
