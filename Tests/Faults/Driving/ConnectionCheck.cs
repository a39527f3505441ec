using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>What one connection saw in one round, as acts for the model, and the promises that can be checked on it alone.</summary>
internal sealed class ConnectionCheck(UserRecord user, DrivenConnection connection, FaultLog faults, PolicyTimes policies)
{
    // A close that the gateway sees is stored within moments; this is for a busy machine.
    private static readonly TimeSpan EndTakes = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTakes = TimeSpan.FromSeconds(15);

    // A running gateway has read received bytes within this, on a busy machine too.
    private static readonly TimeSpan ReadingTakes = TimeSpan.FromSeconds(2);

    // A gateway that cannot reach the user's grain releases a client that logs out after 2 s.
    private static readonly TimeSpan LogoutIsCertainWithin = TimeSpan.FromSeconds(1.8);

    private readonly List<(TimeSpan At, Kicked Kicked)> _kicks =
        [.. connection.Words.Where(word => word.Frame.KindCase == ServerFrame.KindOneofCase.Kicked).Select(word => (word.At, word.Frame.Kicked))];

    private readonly (TimeSpan At, ServerFrame Frame)? _first = connection.Words.Count > 0 ? connection.Words.First() : null;

    private bool IsKickedAtOnce => connection.IsResume && _first?.Frame.KindCase == ServerFrame.KindOneofCase.Kicked;

    /// <summary>
    /// Whether it resumed by itself and was told that another device has logged in, at once or as soon as it was admitted.
    /// </summary>
    private bool MayBeRefused => IsKickedAtOnce && _kicks[0].Kicked.Code == CloseCode.Replaced.Number;

    /// <summary>The code, when its login by hand was answered as lost to a later one.</summary>
    private int? RefusedAsLate
        => !connection.IsResume && _first is { Frame: { KindCase: ServerFrame.KindOneofCase.Kicked, Kicked.Code: var code } }
            && (code == CloseCode.Replaced.Number || code == CloseCode.TakenOver.Number) ? (int)code : null;

    /// <summary>
    /// Whether its login was answered by another kick. It may never have been admitted then, and the model says nothing about it.
    /// </summary>
    private bool MayBeUnadmitted => IsKickedAtOnce && !MayBeRefused;

    /// <summary>Checks what the connection alone shows. Called before any act is tried.</summary>
    public void JudgeFacts()
    {
        var facts = connection.Facts;
        facts.Hears = (_kicks.Count > 0 && !MayBeUnadmitted) || connection.IsLive;
        if (connection.SentAt is not { } sentAt)
            return;
        facts.AskedFrom = sentAt;
        facts.AnsweredAt = _first?.At ?? Act.Never;
        var isReadAt = connection.Gateway.WasFrozen(sentAt, sentAt + ReadingTakes) ? Act.Never : sentAt + ReadingTakes;
        facts.HasExactTime = !faults.AreClocksApart(sentAt, facts.AnsweredAt);
        facts.AskedUntil = isReadAt < facts.AnsweredAt ? isReadAt : facts.AnsweredAt;
    }

    /// <summary>The acts.</summary>
    /// <param name="roundStartedAt">Earlier acts are in the worlds already.</param>
    public IEnumerable<Act> Acts(TimeSpan roundStartedAt)
    {
        if (connection.SentAt is not { } sentAt)
            yield break;
        var isAnswered = connection.Admission is not null || (_kicks.Count > 0 && !MayBeUnadmitted);
        if (sentAt >= roundStartedAt)
        {
            yield return new LoginAct(connection.Facts, policies, sentAt)
            {
                EndedAt = isAnswered ? _first!.Value.At : Act.Never,
                MayBeRefused = MayBeRefused,
                RefusedAsLate = RefusedAsLate,
            };
        }

        if (_kicks.Count > 0 && !MayBeUnadmitted)
            yield return new ToldAct(connection.Facts, (int)_kicks[0].Kicked.Code, _kicks[0].Kicked.ByPlatform, _kicks[0].At) { EndedAt = _kicks[0].At };
        else if (!connection.IsLive)
            yield return End(isAnswered ? Earliest(connection.LeftAt, connection.GoneAt, connection.Gateway.DownAt) : sentAt);
    }

    /// <summary>The promises that need no model.</summary>
    public IEnumerable<Violation> Violations()
    {
        if (connection.SentAt is not { } sentAt)
            yield break;
        if (_kicks.Count > 1)
            yield return Violation(Rule.ToldTwice, _kicks[1].At, $"{connection} was told {string.Join(" and ", _kicks.Select(kick => kick.Kicked.Code))}");
        foreach (var (at, kicked) in _kicks.Where(kick => kick.Kicked.ByAttempt > 0 && kick.Kicked.ByAttempt <= connection.Facts.Attempt))
            yield return Violation(
                Rule.LaterLoginLost,
                at,
                $"{connection} was taken over by attempt {kicked.ByAttempt}, and its own is {connection.Facts.Attempt}");
        var answeredAt = _first?.At ?? connection.GoneAt ?? connection.LeftAt ?? TimeSpan.MaxValue;
        if (answeredAt - sentAt > AnswerTakes && !connection.Gateway.WasFrozen(sentAt, answeredAt))
            yield return Violation(Rule.TookTooLong, answeredAt, $"{connection} waited {(answeredAt - sentAt).TotalSeconds:0.0} s for the answer to its login");
        foreach (var violation in connection.Admission is { } admission ? AfterAdmission(sentAt, admission) : WithoutAdmission(sentAt, answeredAt))
            yield return violation;
    }

    private IEnumerable<Violation> AfterAdmission(TimeSpan sentAt, (TimeSpan At, LoginResult Result) admission)
    {
        var revoked = user.Revocations.FirstOrDefault(one => one.AnsweredAt < sentAt && connection.CredentialIssuedAt + 1 <= one.CalledAtUnix);
        if (revoked is not null)
            yield return Violation(Rule.RevocationNotKept, admission.At, $"{connection} was admitted with a credential revoked at {revoked.CalledAt:c}");
        var wentUnheard = connection.Words.Skip(1).FirstOrDefault(word => IsAuditsFarewell(word.At, word.Frame));
        foreach (var (at, frame) in connection.Words.Skip(1).Where(word => word != wentUnheard))
        {
            if (frame.KindCase == ServerFrame.KindOneofCase.Error || (frame.KindCase == ServerFrame.KindOneofCase.GoAway && connection.Gateway.DownAt is null))
                yield return Violation(Rule.UndisturbedWasDisturbed, at, $"{connection} was told {frame} after it had logged in");
        }

        if (connection is { GoneAt: { } goneAt, LeftAt: null, Gateway.DownAt: null } && _kicks.Count == 0 && wentUnheard.Frame is null)
            yield return Violation(Rule.UndisturbedWasDisturbed, goneAt, $"{connection} was closed without a word, and nothing happened to its gateway");
    }

    // The same device has logged in elsewhere, a fault swallowed the notice, and that login is over too when the gateway compares its
    // connections with the stored state. The state no longer shows the reason, so the gateway asks the client to come back.
    private bool IsAuditsFarewell(TimeSpan at, ServerFrame frame)
        => frame.KindCase == ServerFrame.KindOneofCase.Error
            && CloseCode.FromNumber(frame.Error.Code) == CloseCode.Unavailable
            && user.Connections.Any(other =>
                other.SentAt > connection.SentAt && other.SentAt < at && other.Facts.IsSameDevice(connection.Facts)
                && other.Facts != connection.Facts && faults.IsDisturbed(other.SentAt.Value, at));

    private IEnumerable<Violation> WithoutAdmission(TimeSpan sentAt, TimeSpan answeredAt)
    {
        var code = _first?.Frame.KindCase switch
        {
            ServerFrame.KindOneofCase.Error => CloseCode.FromNumber(_first.Value.Frame.Error.Code),
            ServerFrame.KindOneofCase.GoAway => CloseCode.GoingAway,
            _ => null,
        };
        if (code == CloseCode.CredentialRevoked)
        {
            if (!user.Revocations.Any(one => one.CalledAt <= answeredAt && connection.CredentialIssuedAt <= one.AnsweredAtUnix))
                yield return Violation(Rule.RevocationNotKept, answeredAt, $"{connection} was refused as revoked, but no credential of its time was");
            yield break;
        }

        // A client that gave up was in a hurry.
        if (_kicks.Count > 0 || (code is null && connection.IsGivenUp))
            yield break;
        if (code is not null && code != CloseCode.Unavailable && code != CloseCode.Overloaded && code != CloseCode.LoginTimeout && code != CloseCode.GoingAway)
            yield return Violation(Rule.UndocumentedError, answeredAt, $"the login of {connection} was answered with {code}");
        else if (!faults.IsDisturbed(sentAt, answeredAt))
            yield return Violation(
                Rule.UndisturbedWasDisturbed,
                answeredAt,
                $"the login of {connection} was answered with {code?.ToString() ?? "nothing"} while nothing was disturbed");
    }

    private EndAct End(TimeSpan from)
    {
        var goneAt = connection.GoneAt ?? connection.LeftAt ?? from;
        var isCertain = connection is { LoggedOut: true, LeftAt: { } leftAt } && goneAt - leftAt < LogoutIsCertainWithin && connection.Gateway.DownAt is null;
        var known = isCertain ? goneAt : faults.CalmFrom((goneAt > from ? goneAt : from) + EndTakes);
        var promised = connection.Gateway is { Killed: { } killing, DownAt: { } killedAt } ? faults.LossKnownAt(killing, killedAt) : known;
        return new EndAct(connection.Facts, from)
        {
            MayBeLogout = connection.LoggedOut,
            MayBeLoss = !connection.LoggedOut || connection.Gateway.DownAt is not null,
            EndedAt = promised < known ? promised : known,
            KnownAnywayAt = known,
        };
    }

    private Violation Violation(Rule rule, TimeSpan at, string what) => new(rule, user.UserId, at, what);

    private static TimeSpan Earliest(params ReadOnlySpan<TimeSpan?> times)
    {
        var earliest = TimeSpan.MaxValue;
        foreach (var time in times)
            earliest = time < earliest ? time.Value : earliest;
        return earliest;
    }
}
