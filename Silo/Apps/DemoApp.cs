using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Silo.Apps;

/// <summary>The app of a service that nobody has configured yet: a random key of its own, the seed's settings for the rest.</summary>
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
    };

    /// <summary>Whether these are the settings of the demo app as it was created, so that its key may be shown.</summary>
    public static bool Is(AppSettings settings) => settings.Name == Name && settings.Administrators.Contains(Administrator);
}
