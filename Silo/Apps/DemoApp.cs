using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Silo.Apps;

/// <summary>
/// The app of a service without configured apps. It has a random key, its clients may query each other's status, and the rest is default.
/// </summary>
internal static class DemoApp
{
    /// <summary>The administrator that may call the REST APIs.</summary>
    public const string Administrator = "administrator";

    private const string Name = "Demo";

    public static readonly AppId Id = new(1400000001);

    public static AppSettings NewSettings() => new()
    {
        Name = Name,
        SecretKeys = [AppSecretKey.New()],
        Administrators = [Administrator],
        ClientStatus = true,
    };

    /// <summary>Whether these are the settings of the demo app as it was created. Only then may its key be shown.</summary>
    public static bool Is(AppSettings settings) => settings.Name == Name && settings.Administrators.Contains(Administrator);
}
