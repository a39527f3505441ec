namespace PresenceCluster.Domain;

/// <summary>
/// Names a device's admitted login. It outlives a reconnect of the same device (takeover), in which only the epoch grows.
/// </summary>
/// <param name="Value">A version 7 GUID made by the gateway that proposed the session.</param>
public readonly record struct SessionId(Guid Value)
{
    /// <summary>The form in which people see a session id: 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        var isId = Guid.TryParseExact(text, "N", out var value) && value != Guid.Empty;
        id = new SessionId(value);
        return isId;
    }
}
