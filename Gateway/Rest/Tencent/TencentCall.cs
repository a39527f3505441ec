using System.Buffers;
using System.IO.Pipelines;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>An admitted call: who makes it, what it says, where the answer goes.</summary>
/// <param name="Caller">The administrator.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Answer">Takes the answer.</param>
/// <param name="Headers">Takes the answer's headers.</param>
/// <param name="CancellationToken">Ends when the server gives up or the caller is gone.</param>
internal readonly record struct TencentCall(
    Caller Caller, ReadOnlySequence<byte> Body, PipeWriter Answer, IHeaderDictionary Headers, CancellationToken CancellationToken);
