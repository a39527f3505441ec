using System.Net.Security;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// The certificate that both doors show, with its chain. Its file is read again in every period. A renewed certificate counts for the
/// connections that open from then on. While a renewed one cannot be used, the one before it stays.
/// </summary>
internal sealed partial class DoorCertificate(IOptions<GatewayOptions> options, TimeProvider time, ILogger<DoorCertificate> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TlsOptions _tls = options.Value.Tls;

    // Read before the certificate. If the file changes in between, the next look finds that.
    private byte[] _file = Read(options.Value.Tls);
    private volatile SslStreamCertificateContext? _shown = TlsCertificate.Load(options.Value.Tls);

    /// <summary>Whether the doors are under TLS.</summary>
    public bool IsOn => _tls.IsOn;

    /// <summary>What the next connection is shown. Each gets options of its own, because a door may add to them.</summary>
    public SslServerAuthenticationOptions ForHandshake() => new() { ServerCertificateContext = _shown };

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => IsOn ? Rounds.RunLaterAsync(Period, time, LookAsync, LogNotRenewed, stoppingToken) : Task.CompletedTask;

    private static byte[] Read(TlsOptions options) => options.IsOn ? File.ReadAllBytes(options.CertificatePath) : [];

    // Certificate and key may be two files that are replaced one after the other. Until they fit together, this fails and is repeated.
    private Task LookAsync(CancellationToken cancellationToken)
    {
        var file = Read(_tls);
        if (!file.AsSpan().SequenceEqual(_file) && TlsCertificate.Load(_tls) is { } renewed)
        {
            (_file, _shown) = (file, renewed);
            LogRenewed(renewed.TargetCertificate.Subject, renewed.TargetCertificate.NotAfter.ToUniversalTime());
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(3404, LogLevel.Information, "The doors show a renewed certificate: {Subject}, valid until {ValidUntil:u}.")]
    private partial void LogRenewed(string subject, DateTime validUntil);

    [LoggerMessage(3405, LogLevel.Warning, "The certificate of the doors could not be renewed. The one before it stays.")]
    private partial void LogNotRenewed(Exception fault);
}
