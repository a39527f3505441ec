using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>
/// A certificate that an intermediate authority has signed, in files as such authorities hand them out: the certificate, then the one of
/// the authority. The root stands in no file. The files go away with it.
/// </summary>
internal sealed class SignedCertificate : IDisposable
{
    private const string Password = "secret";

    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Until = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("presence-tls-");
    private readonly X509Certificate2 _root = Sign("Presence test root", issuer: null);
    private readonly X509Certificate2 _authority;

    public SignedCertificate()
    {
        _authority = Sign("Presence test authority", _root);
        Renew();
    }

    /// <summary>The serial number of the certificate in the files.</summary>
    public string Serial { get; private set; } = "";

    /// <summary>The settings of a gateway that shows it.</summary>
    public KeyValuePair<string, string?>[] SettingsOf(bool isPfx) => isPfx
        ? [new("Gateway:Tls:CertificatePath", PathOf("door.pfx")), new("Gateway:Tls:Password", Password)]
        : [new("Gateway:Tls:CertificatePath", PathOf("door.pem")), new("Gateway:Tls:KeyPath", PathOf("door.key"))];

    /// <summary>Replaces the files by those of a new certificate with a new key.</summary>
    public void Renew()
    {
        using var certificate = Sign("localhost", _authority);
        using var key = certificate.GetECDsaPrivateKey()!;
        using var authority = X509CertificateLoader.LoadCertificate(_authority.RawData);
        Serial = certificate.SerialNumber;
        File.WriteAllText(PathOf("door.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf("door.pem"), $"{certificate.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
        var both = new X509Certificate2Collection { certificate, authority };
        File.WriteAllBytes(PathOf("door.pfx"), both.Export(X509ContentType.Pfx, Password)!);
    }

    /// <summary>Replaces the certificate by bytes that are none.</summary>
    public void Spoil() => File.WriteAllText(PathOf("door.pem"), "no certificate");

    /// <summary>The serial number of the certificate at a door, seen by a client that trusts the root alone.</summary>
    public async Task<string> ShownAtAsync(IPEndPoint door)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(door);
        await using var stream = new SslStream(new NetworkStream(socket));
        var client = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        await stream.AuthenticateAsClientAsync(client).WaitAsync(Eventually.Patience);
        return stream.RemoteCertificate!.GetSerialNumberString();
    }

    public void Dispose()
    {
        _root.Dispose();
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    private static X509Certificate2 Sign(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: name != "localhost", hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        if (issuer is null)
            return request.CreateSelfSigned(From, Until);
        byte[] serial = [1, .. RandomNumberGenerator.GetBytes(15)];
        using var signed = request.Create(issuer, From, Until, serial);
        return signed.CopyWithPrivateKey(key);
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);
}
