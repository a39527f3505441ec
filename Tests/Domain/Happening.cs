using CsCheck;

namespace PresenceCluster.Tests.Domain;

/// <summary>One random step as plain numbers, which CsCheck can shrink; <see cref="RandomLife"/> gives them their meaning.</summary>
internal sealed record Happening(HappeningKind Kind, int A, int B, TimeSpan Pause)
{
    // Every pause that matters: none, within a second, around the retention, past it, and a silo whose clock is behind.
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(400),
        TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(3.5), TimeSpan.FromDays(7) - TimeSpan.FromTicks(1),
        TimeSpan.FromTicks(1), TimeSpan.FromDays(7), TimeSpan.FromDays(9), TimeSpan.FromSeconds(-2),
    ];

    public static Gen<Happening[]> Sequences { get; } = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(HappeningKind.Login)),
            (2, Gen.Const(HappeningKind.Resume)),
            (2, Gen.Const(HappeningKind.Repeat)),
            (6, Gen.Const(HappeningKind.End)),
            (1, Gen.Const(HappeningKind.LoseGateway)),
            (2, Gen.Const(HappeningKind.Kick)),
            (1, Gen.Const(HappeningKind.ChangePolicy)),
            (1, Gen.Const(HappeningKind.Enforce)),
            (1, Gen.Const(HappeningKind.Import)),
            (1, Gen.Const(HappeningKind.Delete)),
            (2, Gen.Const(HappeningKind.Tick)),
            (2, Gen.Const(HappeningKind.SetCustomStatus))),
        Gen.Int[0, 9999],
        Gen.Int[0, 9999],
        Gen.Frequency((6, Gen.Int[0, 4]), (2, Gen.Int[0, 12])).Select(index => Pauses[index]),
        (kind, a, b, pause) => new Happening(kind, a, b, pause)).Array[1, 40];
}

internal enum HappeningKind
{
    Login,
    Resume,
    Repeat,
    End,
    LoseGateway,
    Kick,
    ChangePolicy,
    Enforce,
    Import,
    Delete,
    Tick,
    SetCustomStatus,
}
