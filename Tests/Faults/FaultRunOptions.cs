using System.Globalization;

namespace PresenceCluster.Tests.Faults;

/// <summary>How long and how wild a run is; a long one is asked for by environment variables (test.sh --faults).</summary>
internal sealed record FaultRunOptions
{
    public required int Seed { get; init; }

    /// <summary>How long the run lasts at least: no round begins later. The default is one round.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the traffic and the faults of one round last; settling comes on top.</summary>
    public TimeSpan RoundLasts { get; init; } = TimeSpan.FromSeconds(25);

    public int Users { get; init; } = 150;

    /// <summary>How many violations are printed in full.</summary>
    public int ReportsMax { get; init; } = 10;

    /// <summary>The short run of the test suite, or what the environment asks for.</summary>
    public static FaultRunOptions FromEnvironment(int seed)
    {
        var options = new FaultRunOptions { Seed = seed };
        if (Environment.GetEnvironmentVariable("PRESENCE_FAULTS_SEED") is { Length: > 0 } given)
            options = options with { Seed = int.Parse(given, CultureInfo.InvariantCulture) };
        if (Environment.GetEnvironmentVariable("PRESENCE_FAULTS_LASTS") is { Length: > 0 } lasts)
            options = options with { Lasts = RunDuration.Parse(lasts), RoundLasts = TimeSpan.FromSeconds(40), Users = 250 };
        if (Environment.GetEnvironmentVariable("PRESENCE_FAULTS_USERS") is { Length: > 0 } users)
            options = options with { Users = int.Parse(users, CultureInfo.InvariantCulture) };
        return options;
    }
}
