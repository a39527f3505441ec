using System.Buffers;
using System.IO.Pipelines;

namespace PresenceCluster.Gateway.Rest;

/// <summary>Reads a request's body as bytes, whatever its Content-Type says (contract §0.1), up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>The whole body; null when it is larger than the limit. The bytes are valid until the request ends.</summary>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader reader, int bytesMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
                return null;
            if (read.IsCompleted)
                return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
