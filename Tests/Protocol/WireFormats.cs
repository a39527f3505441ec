using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

/// <summary>The three encodings, for theories over all of them.</summary>
internal static class WireFormats
{
    public static WireFormat[] All { get; } = [WireFormat.Tcp, WireFormat.WebSocketProtobuf, WireFormat.WebSocketJson];

    public static TheoryData<string> Names { get; } = [nameof(WireFormat.Tcp), nameof(WireFormat.WebSocketProtobuf), nameof(WireFormat.WebSocketJson)];

    public static WireFormat Named(string name) => name switch
    {
        nameof(WireFormat.Tcp) => WireFormat.Tcp,
        nameof(WireFormat.WebSocketProtobuf) => WireFormat.WebSocketProtobuf,
        nameof(WireFormat.WebSocketJson) => WireFormat.WebSocketJson,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a wire format."),
    };
}
