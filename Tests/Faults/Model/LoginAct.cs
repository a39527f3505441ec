using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A login; without an answer it may or may not have happened.</summary>
internal sealed class LoginAct(ConnectionFacts connection, PolicyTimes policies, TimeSpan startedAt) : Act(startedAt)
{
    private bool _ignoresOrder;
    private bool _ignoresResumes;

    public ConnectionFacts Connection { get; } = connection;

    /// <summary>Whether its client, which resumed by itself, may have been told at once that another device has logged in.</summary>
    public bool MayBeRefused { get; init; }

    /// <summary>The code that refused it at once because of a later login of its user; null when it was not refused.</summary>
    public int? RefusedAsLate { get; init; }

    public override Rule Rule => Rule.LoginCannotBe;

    public override IEnumerable<World> Apply(World world)
        => policies.During(StartedAt, EndedAt).SelectMany(policy => Apply(world, new LoginTry(world, Connection, policy))).Distinct();

    public override Act Without(Rule promise) => promise is Rule.LaterLoginLost or Rule.ResumeTookPlace
        ? new LoginAct(Connection, policies, StartedAt)
        {
            EndedAt = EndedAt,
            MayBeRefused = MayBeRefused,
            RefusedAsLate = RefusedAsLate,
            _ignoresOrder = promise == Rule.LaterLoginLost,
            _ignoresResumes = promise == Rule.ResumeTookPlace,
        }
        : this;

    public override string ToString() => $"login {Connection}{(Connection.Attempt > 0 ? "" : ", uncounted,")}"
        + $"{(Connection.Resumes is { } resumed ? $" back to #{resumed.Number}" : "")} "
        + (EndedAt == Never ? "without an answer" : MayBeRefused ? "refused, or admitted and replaced" : "admitted");

    private IEnumerable<World> Apply(World world, LoginTry login)
    {
        if ((_ignoresOrder || !login.IsOvertaken) && (_ignoresResumes || !login.IsResumeRefused))
        {
            foreach (var admitted in login.Admitted())
                yield return admitted;
        }

        if (RefusedAsLate is { } code && (code == CloseCode.Replaced.Number ? Connection.MayBeLate : Connection.MayBeSucceeded))
            yield return Refused(world, code);
        if (MayBeRefused && (_ignoresResumes || login.MayBeRefused))
            yield return Refused(world, CloseCode.Replaced.Number);
    }

    private World Refused(World world, int code)
        => world with { Owed = [.. World.InOrder([.. world.Owed, new Notice(Connection, code, Notice.ByAnybody)])] };
}
