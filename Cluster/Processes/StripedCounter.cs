namespace PresenceCluster.Cluster.Processes;

/// <summary>
/// A counter for what happens many times per second on all processors at once: each adds to a cell of its own, on a cache line of its
/// own, so that they do not wait for each other. Adding allocates nothing.
/// </summary>
internal sealed class StripedCounter
{
    private const int LongsPerLine = 8;
    private const int StripesMax = 64;

    private static readonly int Mask = (int)Math.Min(StripesMax, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)) - 1;

    private readonly long[] _cells = new long[(Mask + 1) * LongsPerLine];

    /// <summary>The count; what is added meanwhile may be in it or not.</summary>
    public long Count
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _cells.Length; i += LongsPerLine)
                sum += Volatile.Read(ref _cells[i]);
            return sum;
        }
    }

    /// <summary>Adds one.</summary>
    public void Increment() => Interlocked.Increment(ref _cells[(Thread.GetCurrentProcessorId() & Mask) * LongsPerLine]);
}
