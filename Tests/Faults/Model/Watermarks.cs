namespace PresenceCluster.Tests.Faults.Model;

/// <summary>Numbers of one user that may only grow: a later request never gets a smaller number than an earlier one.</summary>
internal sealed class Watermarks(string name, bool isStrict)
{
    private readonly List<(TimeSpan AskedAt, TimeSpan ToldAt, long Value)> _seen = [];

    public void Add(TimeSpan askedAt, TimeSpan toldAt, long value) => _seen.Add((askedAt, toldAt, value));

    /// <summary>The first fall, if there is one. Of requests that overlap, either may have been first.</summary>
    public Violation? Check(string user)
    {
        var told = new Queue<(TimeSpan AskedAt, TimeSpan ToldAt, long Value)>(_seen.OrderBy(one => one.ToldAt));
        var highest = (AskedAt: TimeSpan.Zero, ToldAt: TimeSpan.Zero, Value: long.MinValue);
        foreach (var one in _seen.OrderBy(one => one.AskedAt))
        {
            while (told.TryPeek(out var earlier) && earlier.ToldAt < one.AskedAt)
            {
                told.Dequeue();
                highest = earlier.Value > highest.Value ? earlier : highest;
            }

            if (one.Value < highest.Value || (isStrict && one.Value == highest.Value))
            {
                return new Violation(
                    Rule.WatermarkFellBack, user, one.ToldAt, $"{name} {one.Value} was told after {highest.Value} had been told at {highest.ToldAt:c}");
            }
        }

        return null;
    }
}
