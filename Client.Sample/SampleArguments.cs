using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PresenceCluster.Client.Sample;

/// <summary>The arguments of the sample.</summary>
/// <param name="AppId">The app.</param>
/// <param name="Key">Its secret key. A real client never has it: its back end issues the UserSig.</param>
/// <param name="Gateway">The TCP door.</param>
/// <param name="UserId">The user whose devices are shown.</param>
internal sealed record SampleArguments(uint AppId, string Key, Uri Gateway, string UserId)
{
    private const string DefaultServer = "127.0.0.1:8090", DefaultUser = "sample";

    public static bool TryRead(string[] args, [NotNullWhen(true)] out SampleArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        arguments = null;
        fault = null;
        var given = new Dictionary<string, string>();
        for (var index = 0; index < args.Length; index += 2)
        {
            if (args[index] is not ("--app" or "--key" or "--server" or "--user") || index + 1 == args.Length)
                fault = $"'{args[index]}' is not an option, or lacks its value.";
            else
                given[args[index]] = args[index + 1];
        }

        if (fault is not null)
            return false;
        if (!uint.TryParse(given.GetValueOrDefault("--app"), CultureInfo.InvariantCulture, out var appId))
            fault = "--app must be the app's number.";
        else if (given.GetValueOrDefault("--key") is not { Length: > 0 } key)
            fault = "--key must be the app's secret key.";
        else if (!Uri.TryCreate($"tcp://{given.GetValueOrDefault("--server", DefaultServer)}", UriKind.Absolute, out var gateway) || gateway.Port <= 0)
            fault = "--server must be host:port.";
        else
            arguments = new SampleArguments(appId, key, gateway, given.GetValueOrDefault("--user", DefaultUser));
        return arguments is not null;
    }
}
