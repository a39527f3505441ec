using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A login policy as the tool sets it: one cap for all mobile platforms, one for all desktops, one for Web.</summary>
internal sealed record Policy(LoginPolicyKind Kind, int MobileCap, int DesktopCap, int WebCap)
{
    public int Cap(string platform) => platform switch
    {
        "Android" or "iPhone" or "iPad" or "HarmonyOS" => MobileCap,
        "Windows" or "Mac" or "Linux" => DesktopCap,
        _ => WebCap,
    };

    public InstanceCaps ToCaps() => InstanceCaps.Same(1) with
    {
        Android = MobileCap,
        IPhone = MobileCap,
        IPad = MobileCap,
        HarmonyOS = MobileCap,
        Windows = DesktopCap,
        Mac = DesktopCap,
        Linux = DesktopCap,
        Web = WebCap,
    };
}
