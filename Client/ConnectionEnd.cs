using PresenceCluster.Protocol;

namespace PresenceCluster.Client;

/// <summary>How one connection ended, as far as its client knows.</summary>
/// <param name="Code">The close code's number; null when none was received.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="MayReconnect">Whether the client may reconnect by itself.</param>
/// <param name="ReconnectAfter">The shortest wait that the gateway asked for.</param>
public sealed record ConnectionEnd(int? Code, string Text, bool MayReconnect, TimeSpan ReconnectAfter)
{
    /// <summary>The catalogue's entry for the code; null for a foreign code.</summary>
    public CloseCode? CloseCode => Code is { } number ? Protocol.CloseCode.FromNumber(number) : null;

    internal static ConnectionEnd LoggedOut { get; } = Of(CloseCode.LoggedOut);

    internal static ConnectionEnd Stopped { get; } = new(null, "The client was stopped.", false, TimeSpan.Zero);

    /// <summary>No reason was received: the network failed, a proxy closed, or the gateway died.</summary>
    internal static ConnectionEnd Lost(string text) => new(null, text, true, TimeSpan.Zero);

    /// <summary>
    /// The close status of a WebSocket. A code of this protocol decides; any other status means that the connection is lost.
    /// </summary>
    internal static ConnectionEnd FromStatus(int status)
        => CloseCode.FromNumber(status) is { } code ? Of(code) : new(status, $"The connection was closed with status {status}.", true, TimeSpan.Zero);

    /// <summary>
    /// A push-out is final, with one exception. If an earlier login of this same device, which the client had given up, took the session
    /// over, then the client is the newer one and reconnects.
    /// </summary>
    internal static ConnectionEnd From(Kicked kicked, ulong attempt)
    {
        var isByGivenUpLogin = kicked.Code == CloseCode.TakenOver.Number && kicked.ByAttempt != 0 && kicked.ByAttempt < attempt;
        return new ConnectionEnd((int)kicked.Code, kicked.Text, isByGivenUpLogin, TimeSpan.Zero);
    }

    internal static ConnectionEnd From(GoAway goAway)
        => new((int)goAway.Code, CloseCode.GoingAway.Text, true, TimeSpan.FromMilliseconds(goAway.ReconnectAfterMs));

    /// <summary>An error forbids a retry if its own flag or the catalogue of close codes forbids it.</summary>
    internal static ConnectionEnd From(Error error)
        => new(
            (int)error.Code,
            error.Text,
            error.MayReconnect && CloseCode.FromNumber(error.Code) is null or { MayReconnect: true },
            TimeSpan.FromMilliseconds(error.ReconnectAfterMs));

    private static ConnectionEnd Of(CloseCode code) => new(code.Number, code.Text, code.MayReconnect, TimeSpan.Zero);
}
