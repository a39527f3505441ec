namespace PresenceCluster.Domain;

/// <summary>Limits an app's settings: by the seed only the Ultimate edition may have several devices on one native platform.</summary>
public enum Edition : byte
{
    /// <summary>One device per native platform; several Web instances are allowed.</summary>
    Standard = 0,

    /// <summary>Up to three devices per native platform.</summary>
    Ultimate = 1,
}
