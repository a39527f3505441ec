using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Gateway.Settings;

/// <summary>Where a door listens.</summary>
public sealed class DoorOptions
{
    /// <summary>An IP address of this machine; loopback until configured otherwise.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 takes any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }
}
