namespace PresenceCluster.Gateway.Auth;

/// <summary>What the check of a UserSig or a JSON Web Token found. A closed set.</summary>
internal abstract record CredentialCheck
{
    private CredentialCheck()
    {
    }

    /// <summary>The credential is genuine and in force.</summary>
    /// <param name="UserId">Whose it is.</param>
    /// <param name="IssuedAt">When it was issued; a login compares it with the user's latest revocation.</param>
    public sealed record Accepted(string UserId, DateTimeOffset IssuedAt) : CredentialCheck;

    /// <summary>The credential does not log in.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Refused(CredentialFault Fault) : CredentialCheck;
}
