using System.Buffers;
using System.IO.Pipelines;

namespace PresenceCluster.Gateway.Rest;

/// <summary>Reads a request's body as bytes, whatever its Content-Type says (contract §0.1), up to a limit.</summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>
    /// The whole body without a byte order mark; null when it is larger than the limit. The bytes are valid until <see cref="Release"/>,
    /// which must follow. Otherwise Kestrel closes the connection, because its body is still being read when the request ends.
    /// </summary>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader reader, int bytesMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
                return WithoutByteOrderMark(read.Buffer);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Gives the body's bytes back.</summary>
    public static void Release(PipeReader reader, ReadOnlySequence<byte> body) => reader.AdvanceTo(body.End);

    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(ByteOrderMark, advancePast: true) ? reader.UnreadSequence : body;
    }
}
