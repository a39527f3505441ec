using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>How a login ended. A closed set.</summary>
[GenerateSerializer, Immutable, Alias("presence.login-reply")]
public abstract record LoginReply
{
    private LoginReply()
    {
    }

    /// <summary>The connection owns the session; this is stored.</summary>
    /// <param name="Id">The session.</param>
    /// <param name="Epoch">Its fence number.</param>
    [GenerateSerializer, Immutable, Alias("presence.login-reply.admitted")]
    public sealed record Admitted([property: Id(0)] SessionId Id, [property: Id(1)] long Epoch) : LoginReply;

    /// <summary>The credential was issued before the latest revocation.</summary>
    /// <param name="RevokedAt">Credentials issued after this instant count.</param>
    [GenerateSerializer, Immutable, Alias("presence.login-reply.revoked")]
    public sealed record CredentialRevoked([property: Id(0)] DateTimeOffset RevokedAt) : LoginReply;

    /// <summary>The session that the device resumed was pushed out, or the login arrived after one that was requested later.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="By">The platform of the login that took its place, when one did.</param>
    /// <param name="ByAttempt">The count of the login that took the session over, when its device counts.</param>
    [GenerateSerializer, Immutable, Alias("presence.login-reply.pushed-out")]
    public sealed record AlreadyPushedOut(
        [property: Id(0)] SessionEndReason Reason, [property: Id(1)] Platform? By, [property: Id(2)] ulong ByAttempt = 0) : LoginReply;

    /// <summary>There is no such app.</summary>
    [GenerateSerializer, Immutable, Alias("presence.login-reply.unknown-app")]
    public sealed record UnknownApp : LoginReply;
}
