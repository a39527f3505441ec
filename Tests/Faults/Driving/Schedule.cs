using PresenceCluster.Tests.Clocks;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>The parts of a run that a seed decides. Only the interleaving of real processes is left to chance.</summary>
internal static class Schedule
{
    private static readonly (FaultKind Kind, int Weight)[] Kinds =
    [
        (FaultKind.KillGateway, 4),
        (FaultKind.KillSilo, 4),
        (FaultKind.StopGateway, 2),
        (FaultKind.StopSilo, 2),
        (FaultKind.FreezeGateway, 3),
        (FaultKind.FreezeSilo, 3),
        (FaultKind.StopPostgres, 2),
        (FaultKind.FreezePostgres, 2),
        (FaultKind.PauseSilos, 4),
        (FaultKind.PauseGateway, 2),
        (FaultKind.PausePostgres, 2),
        (FaultKind.StepClocks, 3),
    ];

    // An NTP correction; a restored machine.
    private static readonly double[] StepSeconds = [-600, -40, 40, 600];

    /// <summary>A source of chance for each part of each round, so that its use by one part does not change the others.</summary>
    public static Random Chance(int seed, int round, int part) => new(HashOf(seed, round, part));

    /// <summary>The faults of a round, one after another.</summary>
    public static IEnumerable<FaultStep> Faults(Random chance)
    {
        while (true)
        {
            var kind = Pick(chance);
            yield return new FaultStep(
                Seconds(chance, 1, 6),
                kind,
                chance.Next(FaultStep.Slots),
                Duration(kind, chance),
                KeepsPorts: chance.Next(2) == 0,
                (ClockOwner)chance.Next(4),
                TimeSpan.FromSeconds(StepSeconds[chance.Next(StepSeconds.Length)]),
                KeepsStep: chance.Next(4) == 0);
        }
    }

    public static TimeSpan Seconds(Random chance, double from, double until) => TimeSpan.FromSeconds(from + ((until - from) * chance.NextDouble()));

    private static FaultKind Pick(Random chance)
    {
        var roll = chance.Next(Kinds.Sum(kind => kind.Weight));
        return Kinds.First(kind => (roll -= kind.Weight) < 0).Kind;
    }

    // A frozen process is known dead after some 5 s: some freezes are shorter, some longer.
    private static TimeSpan Duration(FaultKind kind, Random chance) => kind switch
    {
        FaultKind.FreezeGateway or FaultKind.FreezeSilo => chance.Next(2) == 0 ? Seconds(chance, 0.5, 2.5) : Seconds(chance, 8, 12),
        FaultKind.StopPostgres => Seconds(chance, 0, 8),
        FaultKind.FreezePostgres => Seconds(chance, 0.5, 8),
        FaultKind.PauseSilos or FaultKind.PauseGateway or FaultKind.PausePostgres => Seconds(chance, 0.5, 5),
        _ => Seconds(chance, 0, 6),
    };

    // Not HashCode: it differs from process to process.
    private static int HashOf(int seed, int round, int part)
    {
        var hash = 17u;
        foreach (var value in (ReadOnlySpan<int>)[seed, round, part])
            hash = (hash ^ (uint)value) * 0x9E3779B1 + 0x7F4A7C15;
        return (int)((hash ^ (hash >> 15)) & int.MaxValue);
    }
}
