using System.Collections.Immutable;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Overview;
using PresenceCluster.AdminConsole.Parts;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The lines that the plots draw.</summary>
public sealed class PlotTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 1)]
    [InlineData(3, 3)]
    [InlineData(3.1, 4)]
    [InlineData(37, 40)]
    [InlineData(41, 50)]
    [InlineData(999, 1000)]
    [InlineData(1000, 1000)]
    public void Scale_ends_at_the_next_round_number(double highest, double top)
        => Assert.Equal(top, Plot.Top([new PlotLine("", 1, [0, highest])]));

    [Fact]
    public void Line_runs_from_left_to_right_and_stays_in_the_box()
        => Assert.Equal("0,100 50,50 100,0", Plot.Points([0, 5, 99], top: 10));

    [Fact]
    public void Line_without_values_is_empty()
        => Assert.Equal(("", ""), (Plot.Points([], top: 1), Plot.Area([], top: 1)));

    [Fact]
    public void History_goes_on_from_what_the_service_kept_and_forgets_what_left_the_window()
    {
        var history = PlotHistory.Empty(TimeSpan.FromSeconds(10)).StartFrom(new OverviewHistory { Points = [Point(0), Point(5)] });

        history = history.With(Answer(12));

        Assert.Equal([5.0, 12.0], history.Points.Select(point => (point.At - Start).TotalSeconds));
    }

    [Fact]
    public void Read_that_is_not_newer_adds_no_point()
    {
        var history = PlotHistory.Empty(TimeSpan.FromSeconds(10)).With(Answer(3));

        Assert.Same(history, history.With(Answer(3)));
    }

    [Theory]
    [InlineData(-5, "just now")]
    [InlineData(1, "just now")]
    [InlineData(59, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(86400 * 3, "3 d ago")]
    public void Instant_is_said_as_people_say_it(int secondsAgo, string text)
        => Assert.Equal(text, Spans.Ago(Start, Start.AddSeconds(secondsAgo), TongueKind.English));

    private static HistoryPoint Point(int second) => new() { At = Start.AddSeconds(second) };

    private static OverviewAnswer Answer(int second) => new() { At = Start.AddSeconds(second), Missing = ImmutableArray<string>.Empty };
}
