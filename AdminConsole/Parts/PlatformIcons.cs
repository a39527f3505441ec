using MudBlazor;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>The picture of each platform.</summary>
public static class PlatformIcons
{
    public static string Of(Platform platform) => platform switch
    {
        Platform.Android => Icons.Material.Outlined.Android,
        Platform.IPhone => Icons.Material.Outlined.PhoneIphone,
        Platform.IPad => Icons.Material.Outlined.TabletMac,
        Platform.HarmonyOS => Icons.Material.Outlined.Smartphone,
        Platform.Windows => Icons.Material.Outlined.DesktopWindows,
        Platform.Mac => Icons.Material.Outlined.LaptopMac,
        Platform.Linux => Icons.Material.Outlined.Terminal,
        Platform.Web => Icons.Material.Outlined.Language,
        _ => Icons.Material.Outlined.Widgets,
    };
}
