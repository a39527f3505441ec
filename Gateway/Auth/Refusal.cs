namespace PresenceCluster.Gateway.Auth;

/// <summary>The refusals, created once, so that a flood of forged credentials allocates no answers.</summary>
internal static class Refusal
{
    public static readonly CredentialCheck Expired = new CredentialCheck.Refused(CredentialFault.Expired);
    public static readonly CredentialCheck NotYetValid = new CredentialCheck.Refused(CredentialFault.NotYetValid);
    public static readonly CredentialCheck Empty = new CredentialCheck.Refused(CredentialFault.Empty);
    public static readonly CredentialCheck Malformed = new CredentialCheck.Refused(CredentialFault.Malformed);
    public static readonly CredentialCheck WrongSignature = new CredentialCheck.Refused(CredentialFault.WrongSignature);
    public static readonly CredentialCheck OtherUser = new CredentialCheck.Refused(CredentialFault.OtherUser);
    public static readonly CredentialCheck OtherApp = new CredentialCheck.Refused(CredentialFault.OtherApp);
    public static readonly CredentialCheck NoKey = new CredentialCheck.Refused(CredentialFault.NoKey);
}
