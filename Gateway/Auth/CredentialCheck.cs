namespace PresenceCluster.Gateway.Auth;

/// <summary>The result of the check of a UserSig or a JSON Web Token. A closed set.</summary>
internal abstract record CredentialCheck
{
    private CredentialCheck()
    {
    }

    /// <summary>The credential is genuine and in force.</summary>
    /// <param name="UserId">The user that it was issued for.</param>
    /// <param name="IssuedAt">When it was issued; a login compares it with the user's latest revocation.</param>
    public sealed record Accepted(string UserId, DateTimeOffset IssuedAt) : CredentialCheck;

    /// <summary>The credential does not log in.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Refused(CredentialFault Fault) : CredentialCheck;

    // Created once, so that a flood of forged credentials allocates no answers.
    private static readonly Refused[] Refusals = [.. Enum.GetValues<CredentialFault>().Select(fault => new Refused(fault))];

    /// <summary>The refusal for a fault.</summary>
    public static implicit operator CredentialCheck(CredentialFault fault) => Refusals[(int)fault];
}
