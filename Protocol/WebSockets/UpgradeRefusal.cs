namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The HTTP answer that refuses a WebSocket upgrade. A closed catalogue.</summary>
public sealed record UpgradeRefusal
{
    private UpgradeRefusal(int status, string phrase, string text)
    {
        Status = status;
        Phrase = phrase;
        Text = text;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The phrase beside the status.</summary>
    public string Phrase { get; }

    /// <summary>A sentence for humans: the answer's body.</summary>
    public string Text { get; }

    /// <summary>Not a request of HTTP/1.1, or a header that is missing, doubled or malformed.</summary>
    public static UpgradeRefusal BadRequest { get; } = new(400, "Bad Request", "This is not a WebSocket upgrade request.");

    /// <summary>No known subprotocol was offered.</summary>
    public static UpgradeRefusal NoSubprotocol { get; } =
        new(400, "Bad Request", "Sec-WebSocket-Protocol must offer presence.v1.protobuf or presence.v1.json.");

    /// <summary>The page's origin is not one that the gateway allows.</summary>
    public static UpgradeRefusal ForbiddenOrigin { get; } = new(403, "Forbidden", "This origin may not connect.");

    /// <summary>Another path than the door's.</summary>
    public static UpgradeRefusal NotFound { get; } = new(404, "Not Found", "There is no WebSocket here.");

    /// <summary>An ordinary request, or another version of the WebSocket protocol.</summary>
    public static UpgradeRefusal UpgradeRequired { get; } = new(426, "Upgrade Required", "Connect with WebSocket version 13.");

    /// <summary>The head is longer than allowed.</summary>
    public static UpgradeRefusal HeadTooLarge { get; } = new(431, "Request Header Fields Too Large", "The request's head is longer than allowed.");
}
