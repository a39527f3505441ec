using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Settings;

/// <summary>Checks what attributes of <see cref="GatewayOptions"/> cannot say, and reports all faults at once.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        List<string> errors = [];
        CheckDoors(options, errors);
        CheckTls(options.Tls, errors);
        errors.AddRange(options.TrustedProxies.Where(network => !IPNetwork.TryParse(network, out _)).Select(network =>
            $"Gateway:TrustedProxies must hold networks such as 10.1.2.0/24, or 10.1.2.3/32 for one address, but holds '{network}'."));
        CheckLimits(options, errors);
        errors.AddRange(options.Frames.Faults().Select(fault => $"{GatewayOptions.Section}:{nameof(options.Frames)}: {fault}"));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckDoors(GatewayOptions options, List<string> errors)
    {
        CheckAddress(nameof(options.Http), options.Http, errors);
        CheckAddress(nameof(options.Tcp), options.Tcp, errors);
        if (options.Http.Port != 0 && options.Http.Port == options.Tcp.Port && options.Http.Addresses.Meet(options.Tcp.Addresses))
            errors.Add($"Gateway:Http and Gateway:Tcp must not share port {options.Http.Port} of an address.");
    }

    private static void CheckAddress(string door, DoorOptions options, List<string> errors)
        => errors.AddRange(options.Addresses.Faults.Select(fault => $"Gateway:{door}:Address {fault}"));

    private static void CheckTls(TlsOptions options, List<string> errors)
    {
        try
        {
            _ = TlsCertificate.Load(options);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"Gateway:Tls: the certificate '{options.CertificatePath}' cannot be used: {fault.Message}");
        }

        if (!options.IsOn && !(string.IsNullOrEmpty(options.KeyPath) && string.IsNullOrEmpty(options.Password)))
            errors.Add("Gateway:Tls: KeyPath and Password mean nothing without CertificatePath.");
    }

    private static void CheckLimits(GatewayOptions options, List<string> errors)
    {
        if (options.PendingLoginsMax > options.ConnectionsMax)
            errors.Add($"Gateway:PendingLoginsMax ({options.PendingLoginsMax}) must not exceed ConnectionsMax ({options.ConnectionsMax}).");
        if (options.SendQueueBytesMax < options.Frames.ServerFrameBytesMax)
        {
            errors.Add($"Gateway:SendQueueBytesMax ({options.SendQueueBytesMax}) must hold one frame of "
                + $"Frames:ServerFrameBytesMax ({options.Frames.ServerFrameBytesMax}).");
        }

        if (options.CloseLinger > options.LoginTimeout)
            errors.Add($"Gateway:CloseLinger ({options.CloseLinger}) must not exceed LoginTimeout ({options.LoginTimeout}).");
    }
}
