using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>An administrator's kick: of everything, of a platform, or of one session, named by its newest connection.</summary>
internal sealed class KickAct(TimeSpan startedAt) : Act(startedAt)
{
    public string? Platform { get; init; }

    public ConnectionFacts? Session { get; init; }

    /// <summary>The call's answer about its target.</summary>
    public KickAnswer Answer { get; init; } = KickAnswer.Unknown;

    public override Rule Rule => Rule.CallCannotBe;

    public override IEnumerable<World> Apply(World world)
    {
        var next = Answer == KickAnswer.NoSuchSession ? world : world.PushOut(IsMeant, CloseCode.Kicked);
        var isPossible = Answer switch
        {
            KickAnswer.Done => world.Exists && (Session is null || next.Seats.Length < world.Seats.Length),
            KickAnswer.NoSuchUser => !world.Exists,
            KickAnswer.NoSuchSession => world.Exists && world.Seats.All(seat => seat.Connection != Session),
            _ => true,
        };
        return isPossible ? [next] : [];
    }

    public override string ToString() => $"kick {Session?.ToString() ?? Platform ?? "everything"}: {Answer}";

    // A device that resumes keeps its session.
    private bool IsMeant(Seat seat)
        => Session is not null ? seat.Connection.IsSameDevice(Session) : Platform is null || seat.Connection.Platform == Platform;
}

/// <summary>How a kick was answered.</summary>
internal enum KickAnswer
{
    /// <summary>Not at all: it may or may not have happened.</summary>
    Unknown,
    Done,
    NoSuchUser,
    NoSuchSession,
}
