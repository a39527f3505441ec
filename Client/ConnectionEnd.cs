using PresenceCluster.Protocol;

namespace PresenceCluster.Client;

/// <summary>How one connection ended, as far as its client knows.</summary>
/// <param name="Code">The close code's number, or null when nobody said one.</param>
/// <param name="Text">A sentence for humans.</param>
/// <param name="MayReconnect">Whether the client may come back by itself.</param>
/// <param name="ReconnectAfter">The least wait that the gateway asked for.</param>
public sealed record ConnectionEnd(int? Code, string Text, bool MayReconnect, TimeSpan ReconnectAfter)
{
    /// <summary>The catalogue's entry of the code; null when it is not ours.</summary>
    public CloseCode? CloseCode => Code is { } number ? Protocol.CloseCode.FromNumber(number) : null;

    internal static ConnectionEnd LoggedOut { get; } = Of(CloseCode.LoggedOut);

    internal static ConnectionEnd Stopped { get; } = new(null, "The client was stopped.", false, TimeSpan.Zero);

    /// <summary>Nobody said why: the network, a proxy, or a gateway that died.</summary>
    internal static ConnectionEnd Lost(string text) => new(null, text, true, TimeSpan.Zero);

    /// <summary>The close status of a WebSocket: one of ours decides, anybody else's means that the connection is lost.</summary>
    internal static ConnectionEnd FromStatus(int status)
        => CloseCode.FromNumber(status) is { } code ? Of(code) : new(status, $"The connection was closed with status {status}.", true, TimeSpan.Zero);

    /// <summary>
    /// A push-out is final, unless the session was taken over by an earlier login of this very device, one that the client had given up: then
    /// the client is the newer one and comes back.
    /// </summary>
    internal static ConnectionEnd From(Kicked kicked, ulong attempt)
    {
        var isByGivenUpLogin = kicked.Code == CloseCode.TakenOver.Number && kicked.ByAttempt != 0 && kicked.ByAttempt < attempt;
        return new ConnectionEnd((int)kicked.Code, kicked.Text, isByGivenUpLogin, TimeSpan.Zero);
    }

    internal static ConnectionEnd From(GoAway goAway)
        => new((int)goAway.Code, CloseCode.GoingAway.Text, true, TimeSpan.FromMilliseconds(goAway.ReconnectAfterMs));

    /// <summary>An error may be forbidden to retry by its own word or by the catalogue's; either suffices.</summary>
    internal static ConnectionEnd From(Error error)
        => new(
            (int)error.Code,
            error.Text,
            error.MayReconnect && CloseCode.FromNumber(error.Code) is null or { MayReconnect: true },
            TimeSpan.FromMilliseconds(error.ReconnectAfterMs));

    private static ConnectionEnd Of(CloseCode code) => new(code.Number, code.Text, code.MayReconnect, TimeSpan.Zero);
}
