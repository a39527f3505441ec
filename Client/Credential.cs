namespace PresenceCluster.Client;

/// <summary>The proof that a client may log in as its user. A closed set.</summary>
public abstract record Credential
{
    private Credential()
    {
    }

    /// <summary>A UserSig, as the app's back end issues it (see <see cref="UserSigIssuer"/>).</summary>
    /// <param name="Token">The token.</param>
    public sealed record UserSig(string Token) : Credential;

    /// <summary>A JSON web token of an issuer that the app trusts.</summary>
    /// <param name="Token">The token.</param>
    public sealed record Jwt(string Token) : Credential;
}
