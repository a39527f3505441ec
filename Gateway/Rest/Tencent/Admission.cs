namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Whether a call may be made.</summary>
/// <param name="Caller">Who makes it; null when it may not.</param>
/// <param name="Error">Why not.</param>
internal readonly record struct Admission(Caller? Caller, TencentError Error)
{
    public static implicit operator Admission(TencentError error) => new(null, error);
}
