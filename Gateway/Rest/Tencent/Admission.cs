namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>The decision whether a call may be made.</summary>
/// <param name="Caller">The caller; null when the call is refused.</param>
/// <param name="Error">The reason of a refusal.</param>
internal readonly record struct Admission(Caller? Caller, TencentError Error)
{
    public static implicit operator Admission(TencentError error) => new(null, error);
}
