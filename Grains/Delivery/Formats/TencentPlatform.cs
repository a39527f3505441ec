using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>
/// Tencent's spelling of platforms in a callback: the same device is <c>IOS</c> in the URL and <c>iOS</c> in the body (contract §0.7).
/// </summary>
internal static class TencentPlatform
{
    /// <summary>The value of <c>OptPlatform</c> in the URL.</summary>
    public static string InUrl(Platform platform, string harmonyName) => platform == Platform.IPhone ? "IOS" : InKickedDevice(platform, harmonyName);

    /// <summary>The value of <c>KickedDevice[].Platform</c>. A mini program counts as Web (contract §6).</summary>
    public static string InKickedDevice(Platform platform, string harmonyName) => platform switch
    {
        Platform.IPhone => "iOS",
        Platform.IPad => "iPad",
        Platform.MiniProgram => "Web",
        Platform.HarmonyOS => harmonyName,
        Platform.Android or Platform.Windows or Platform.Mac or Platform.Linux or Platform.Web => platform.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, "Not a platform."),
    };
}
