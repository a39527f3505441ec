using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>An admitted call: its caller, its body, and the destination of the answer.</summary>
/// <param name="Caller">The administrator.</param>
/// <param name="Address">The address of the caller.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Answer">Receives the answer.</param>
/// <param name="Headers">Receives the answer's headers.</param>
/// <param name="CancellationToken">Ends when the server gives up or the caller is gone.</param>
internal readonly record struct TencentCall(
    Caller Caller,
    IPAddress? Address,
    ReadOnlySequence<byte> Body,
    PipeWriter Answer,
    IHeaderDictionary Headers,
    CancellationToken CancellationToken);
