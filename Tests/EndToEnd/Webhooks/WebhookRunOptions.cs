using System.Collections.Immutable;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>One stretch of a run.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Lasts">How long.</param>
/// <param name="IsDown">Whether the bad receiver is down meanwhile; else it fails at times.</param>
/// <param name="KillsSilo">Whether a silo is killed in the middle of it.</param>
internal sealed record WebhookStep(string Name, TimeSpan Lasts, bool IsDown, bool KillsSilo);

/// <summary>How long and how hard a run is: short in the test suite, whole when the environment asks for it (test.sh --webhooks).</summary>
internal sealed record WebhookRunOptions
{
    public required int Users { get; init; }

    public required double StepsPerSecond { get; init; }

    public required ImmutableArray<WebhookStep> Steps { get; init; }

    /// <summary>How much of the wanted rate must be reached, for a run to count.</summary>
    public required double RateShareMin { get; init; }

    /// <summary>
    /// The time within which every second event must have reached the good receiver, apart from the time after a kill. Not a higher share:
    /// two cores that do everything have no time left at the whole run's rate, least of all in its first minute.
    /// </summary>
    public required TimeSpan WellDelayMax { get; init; }

    /// <summary>How long the backlog may take when the traffic is over.</summary>
    public required TimeSpan DrainMax { get; init; }

    public static WebhookRunOptions FromEnvironment()
        => Environment.GetEnvironmentVariable("PRESENCE_WEBHOOKS") switch
        {
            "whole" => Whole,
            null or "" => Short,
            var other => throw new FormatException($"PRESENCE_WEBHOOKS is '{other}'; it can only be 'whole'."),
        };

    private static WebhookRunOptions Short { get; } = new()
    {
        Users = 60,
        StepsPerSecond = 80,
        Steps =
        [
            new("falters", TimeSpan.FromSeconds(6), IsDown: false, KillsSilo: true),
            new("is down", TimeSpan.FromSeconds(5), IsDown: true, KillsSilo: false),
            new("is back", TimeSpan.FromSeconds(3), IsDown: false, KillsSilo: false),
        ],
        RateShareMin = 0.2,
        WellDelayMax = TimeSpan.FromSeconds(10),
        DrainMax = TimeSpan.FromSeconds(90),
    };

    private static WebhookRunOptions Whole { get; } = new()
    {
        Users = 400,
        StepsPerSecond = 500,
        Steps =
        [
            new("falters", TimeSpan.FromSeconds(30), IsDown: false, KillsSilo: false),
            new("falters, silo killed", TimeSpan.FromSeconds(40), IsDown: false, KillsSilo: true),
            new("down", TimeSpan.FromSeconds(60), IsDown: true, KillsSilo: false),
            new("down, silo killed", TimeSpan.FromSeconds(60), IsDown: true, KillsSilo: true),
            new("back, silo killed", TimeSpan.FromSeconds(40), IsDown: false, KillsSilo: true),
            new("back", TimeSpan.FromSeconds(30), IsDown: false, KillsSilo: false),
        ],
        RateShareMin = 0.5,
        WellDelayMax = TimeSpan.FromSeconds(3),
        DrainMax = TimeSpan.FromMinutes(10),
    };
}
