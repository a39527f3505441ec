using System.Collections.Immutable;

namespace PresenceCluster.AdminConsole.Overview;

/// <summary>The values of the plots: the service's history first, then the reads of the open page; never more than the window.</summary>
public sealed record PlotHistory(TimeSpan Window, ImmutableArray<HistoryPoint> Points)
{
    public static PlotHistory Empty(TimeSpan window) => new(window, []);

    /// <summary>Starts from the service's history.</summary>
    public PlotHistory StartFrom(OverviewHistory history) => this with { Points = [.. history.Points.OrderBy(point => point.At)] };

    /// <summary>Adds the latest read. A read that is not newer than the last adds nothing.</summary>
    public PlotHistory With(OverviewAnswer read)
    {
        if (!Points.IsEmpty && read.At <= Points[^1].At)
            return this;
        var oldest = read.At - Window;
        return this with { Points = [.. Points.Where(point => point.At >= oldest), PointOf(read)] };
    }

    /// <summary>The part of the window that has points, 0 to 1.</summary>
    public double Filled => Points.Length < 2 ? 0 : Math.Clamp((Points[^1].At - Points[0].At) / Window, 0, 1);

    /// <summary>One column of the history.</summary>
    public ImmutableArray<double> Column(Func<HistoryPoint, double> value) => [.. Points.Select(value)];

    private static HistoryPoint PointOf(OverviewAnswer read) => new()
    {
        At = read.At,
        Online = read.Users.Online,
        PushOnline = read.Users.PushOnline,
        LoginsPerSecond = read.RatesPerSecond.Logins,
        ClosesPerSecond = read.RatesPerSecond.Closes,
        KicksPerSecond = read.RatesPerSecond.Kicks,
        HeartbeatsPerSecond = read.RatesPerSecond.Heartbeats,
    };
}
