using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Tells the back end after a kick which credentials count, and notes it in the log. A back end whose clock is behind learns how long to
/// wait before it signs the next one. It is a header because the compatible answer is fixed (contract §3).
/// </summary>
internal sealed partial class RevocationNotice(ILogger<RevocationNotice> log)
{
    /// <summary>The header's name. Credentials issued after its instant (RFC 3339, UTC) log in.</summary>
    public const string HeaderName = "Presence-Credentials-Revoked-At";

    /// <summary>Tells it, if the user's credentials were ever revoked.</summary>
    /// <param name="headers">Receives the header.</param>
    /// <param name="user">The user who was kicked.</param>
    /// <param name="revokedAt">The issue time up to which the user's credentials are revoked.</param>
    public void Tell(IHeaderDictionary headers, UserKey user, DateTimeOffset? revokedAt)
    {
        if (revokedAt is not { } instant)
            return;
        var text = CredentialText.Instant(instant);
        headers[HeaderName] = text;
        LogRevoked(user, text);
    }

    [LoggerMessage(4331, LogLevel.Information, "{User} was kicked. Credentials issued after {RevokedAt} by the signer's clock log in.")]
    private partial void LogRevoked(UserKey user, string revokedAt);
}
