using System.Buffers;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The last message to a connection before it is closed.</summary>
/// <param name="Code">Why.</param>
/// <param name="By">The platform of the login that took the place, when one did.</param>
/// <param name="ByAttempt">The count of the login that took the session over, when its device counts.</param>
/// <param name="Text">A sentence for people that says more than the code's own; null for the code's own.</param>
internal readonly record struct LastWords(CloseCode Code, Platform? By = null, ulong ByAttempt = 0, string? Text = null)
{
    // When the cluster cannot answer, all logins fail at once, and it is back within seconds. A client that floods and a gateway that is
    // overloaded need longer.
    private static readonly TimeSpan AbsenceMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongAbsenceMax = TimeSpan.FromSeconds(10);

    /// <summary>A code that says everything.</summary>
    public static implicit operator LastWords(CloseCode code) => new(code);

    /// <summary>The sentence for people.</summary>
    public string Sentence => Text ?? Code.Text;

    /// <summary>The last message to a client whose credential does not prove its login.</summary>
    public static LastWords OfRefusal(CredentialFault fault) => new(CloseCodeMap.For(fault), Text: CredentialText.Of(fault));

    /// <summary>The last message to a client whose login was not admitted.</summary>
    /// <param name="reply">The grain's word; null when none could be had.</param>
    public static LastWords OfRefusal(LoginReply? reply) => reply switch
    {
        LoginReply.CredentialRevoked { RevokedAt: var revokedAt } => new LastWords(
            CloseCode.CredentialRevoked, Text: CredentialText.OfRevoked(revokedAt)),
        LoginReply.AlreadyPushedOut pushedOut => new LastWords(CloseCodeMap.For(pushedOut.Reason), pushedOut.By, pushedOut.ByAttempt),
        LoginReply.UnknownApp => CloseCode.UnknownApp,
        _ => CloseCode.Unavailable,
    };

    /// <summary>
    /// How long a client stays away after a code, at random between half of the longest time and all of it. Without the random share the
    /// clients that were turned away together would return together.
    /// </summary>
    public static TimeSpan AbsenceAfter(CloseCode code)
    {
        var longest = code == CloseCode.Flooding || code == CloseCode.Overloaded ? LongAbsenceMax
            : code == CloseCode.Unavailable ? AbsenceMax
            : TimeSpan.Zero;
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>The frame with the reason, and the WebSocket's close frame.</summary>
    /// <param name="format">The wire format; null while there is none, and then nothing can be said.</param>
    /// <param name="wasAskedToLeave">Whether the client has had its go_away, which is sent once.</param>
    public ReadOnlySpan<byte> Encode(WireFormat? format, bool wasAskedToLeave = false)
    {
        if (format is null)
            return default;
        var output = new ArrayBufferWriter<byte>();
        if (Code != CloseCode.LoggedOut && !(Code == CloseCode.GoingAway && wasAskedToLeave))
            format.Write(ToFrame(), output);
        format.WriteClose(Code, output);
        return output.WrittenSpan;
    }

    private ServerFrame ToFrame()
    {
        if (Code == CloseCode.GoingAway)
            return new ServerFrame { GoAway = new GoAway { Code = (uint)Code.Number } };
        var (number, text) = ((uint)Code.Number, Sentence);
        return CloseCodeMap.IsPushOut(Code)
            ? new ServerFrame { Kicked = new Kicked { Code = number, Text = text, ByPlatform = By?.Name ?? "", ByAttempt = ByAttempt } }
            : new ServerFrame
            {
                Error = new Error
                {
                    Code = number,
                    Text = text,
                    MayReconnect = Code.MayReconnect,
                    ReconnectAfterMs = (uint)AbsenceAfter(Code).TotalMilliseconds,
                },
            };
    }
}
