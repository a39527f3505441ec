namespace PresenceCluster.AdminConsole.Api;

/// <summary>The token of the calls. It is separate from <c>OperatorIdentity</c>, which calls the API itself to get one.</summary>
public sealed class TokenHolder
{
    /// <summary>Raised when the service no longer accepts the token.</summary>
    public event Action? Refused;

    public string? Token { get; set; }

    public void Refuse()
    {
        if (Token is null)
            return;
        Token = null;
        Refused?.Invoke();
    }
}
