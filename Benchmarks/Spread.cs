namespace PresenceCluster.Benchmarks;

/// <summary>What several runs of one measurement gave.</summary>
internal sealed class Spread(IEnumerable<double> runs)
{
    private readonly double[] _sorted = [.. runs.Order()];

    public double Median => _sorted[_sorted.Length / 2];

    public string Describe(string format)
        => $"{Median.ToString(format)} ({_sorted[0].ToString(format)} to {_sorted[^1].ToString(format)})";
}
