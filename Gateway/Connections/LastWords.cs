using System.Buffers;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The last message to a connection before it is closed.</summary>
/// <param name="Code">Why.</param>
/// <param name="By">The platform of the login that took the place, when one did.</param>
/// <param name="ByAttempt">The count of the login that took the session over, when its device counts.</param>
/// <param name="Text">A sentence for people that says more than the code's own; null for the code's own.</param>
internal readonly record struct LastWords(CloseCode Code, Platform? By = null, ulong ByAttempt = 0, string? Text = null)
{
    /// <summary>Writes the frame with the reason, and the WebSocket's close frame.</summary>
    public void Write(WireFormat format, IBufferWriter<byte> output)
    {
        if (Code != CloseCode.LoggedOut)
            format.Write(ToFrame(), output);
        format.WriteClose(Code, output);
    }

    private ServerFrame ToFrame()
    {
        if (Code == CloseCode.GoingAway)
            return new ServerFrame { GoAway = new GoAway { Code = (uint)Code.Number } };
        if (CloseCodes.IsPushOut(Code))
            return new ServerFrame { Kicked = new Kicked { Code = (uint)Code.Number, Text = Text ?? Code.Text, ByPlatform = By?.Name ?? "", ByAttempt = ByAttempt } };
        return new ServerFrame { Error = new Error { Code = (uint)Code.Number, Text = Text ?? Code.Text, MayReconnect = Code.MayReconnect } };
    }
}
