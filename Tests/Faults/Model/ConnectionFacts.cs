namespace PresenceCluster.Tests.Faults.Model;

/// <summary>What the model knows of one client connection; compared by reference.</summary>
/// <param name="number">Its number in the whole run.</param>
/// <param name="platform">What kind of device it logged in.</param>
/// <param name="device">Which installation.</param>
internal sealed class ConnectionFacts(int number, string platform, string device)
{
    public int Number { get; } = number;

    public string Platform { get; } = platform;

    public string Device { get; } = device;

    /// <summary>
    /// Whether nothing kept it from being told why its session ended: it was told, or it was still open at the end on a gateway
    /// that nobody disturbed for good.
    /// </summary>
    public bool Hears { get; set; }

    public bool IsMobile => Platform is "Android" or "iPhone" or "iPad" or "HarmonyOS";

    public bool IsSameDevice(ConnectionFacts other) => Platform == other.Platform && Device == other.Device;

    public override string ToString() => $"#{Number} {Platform}/{Device}";
}
