namespace PresenceCluster.Storage.Users;

/// <summary>A user's row as it is stored.</summary>
/// <param name="Version">The watermark of the state.</param>
/// <param name="Payload">The state, encoded.</param>
internal sealed record StoredUserState(long Version, byte[] Payload)
{
    public bool IsSameAs(StoredUserState other) => Version == other.Version && Payload.AsSpan().SequenceEqual(other.Payload);
}
