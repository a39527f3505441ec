using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>What one connection saw in one round, as acts for the model, and the promises that can be checked on it alone.</summary>
internal sealed class ConnectionCheck(UserRecord user, DrivenConnection connection, FaultLog faults, PolicyTimes policies)
{
    // A close that the gateway sees is stored within moments; this is for a busy machine.
    private static readonly TimeSpan EndTakes = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTakes = TimeSpan.FromSeconds(15);

    // A gateway that cannot reach the user's grain lets a client that logs out go after 2 s.
    private static readonly TimeSpan LogoutIsCertainWithin = TimeSpan.FromSeconds(1.8);

    private readonly List<(TimeSpan At, Kicked Kicked)> _kicks =
        [.. connection.Words.Where(word => word.Frame.KindCase == ServerFrame.KindOneofCase.Kicked).Select(word => (word.At, word.Frame.Kicked))];

    private readonly (TimeSpan At, ServerFrame Frame)? _first = connection.Words.Count > 0 ? connection.Words.First() : null;

    /// <summary>Whether its login was answered by a kick, which may mean that it was never admitted: it came back to a lost session.</summary>
    private bool MayBeRefused => connection.IsResume && _first?.Frame.KindCase == ServerFrame.KindOneofCase.Kicked;

    /// <summary>Notes whether nothing kept the client from hearing why it lost its session. Before any act is tried.</summary>
    public void JudgeHearing() => connection.Facts.Hears = (_kicks.Count > 0 && !MayBeRefused) || connection.IsLive;

    /// <summary>The acts.</summary>
    /// <param name="roundStartedAt">What was before is in the worlds already.</param>
    public IEnumerable<Act> Acts(TimeSpan roundStartedAt)
    {
        if (connection.SentAt is not { } sentAt)
            yield break;
        var isAdmitted = connection.Admission is not null || (_kicks.Count > 0 && !MayBeRefused);
        if (sentAt >= roundStartedAt)
            yield return new LoginAct(connection.Facts, policies, sentAt) { EndedAt = isAdmitted ? _first!.Value.At : Act.Never };
        if (_kicks.Count > 0 && !MayBeRefused)
            yield return new ToldAct(connection.Facts, (int)_kicks[0].Kicked.Code, _kicks[0].Kicked.ByPlatform, _kicks[0].At) { EndedAt = _kicks[0].At };
        else if (!connection.IsLive)
            yield return End(isAdmitted ? Earliest(connection.LeftAt, connection.GoneAt, connection.Gateway.DownAt) : sentAt);
    }

    /// <summary>The promises that need no model.</summary>
    public IEnumerable<Violation> Violations()
    {
        if (connection.SentAt is not { } sentAt)
            yield break;
        if (_kicks.Count > 1)
            yield return Violation(Rule.ToldTwice, _kicks[1].At, $"{connection} was told {string.Join(" and ", _kicks.Select(kick => kick.Kicked.Code))}");
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

    // The same device has logged in elsewhere, a fault swallowed the notice of it, and that login is over as well by the time that the
    // gateway compares its connections with what is stored: nothing tells it why any more, and it asks the client to come back.
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

        if (_kicks.Count > 0)
            yield break;
        if (code is not null && code != CloseCode.Unavailable && code != CloseCode.Overloaded && code != CloseCode.LoginTimeout && code != CloseCode.GoingAway)
            yield return Violation(Rule.UndocumentedError, answeredAt, $"the login of {connection} was answered with {code}");
        else if (!faults.IsDisturbed(sentAt, answeredAt))
            yield return Violation(Rule.UndisturbedWasDisturbed, answeredAt, $"the login of {connection} was answered with {code?.ToString() ?? "nothing"} while nothing was disturbed");
    }

    private EndAct End(TimeSpan from)
    {
        var goneAt = connection.GoneAt ?? connection.LeftAt ?? from;
        var isCertain = connection is { LoggedOut: true, LeftAt: { } leftAt } && goneAt - leftAt < LogoutIsCertainWithin && connection.Gateway.DownAt is null;
        return new EndAct(connection.Facts, from)
        {
            MayBeLogout = connection.LoggedOut,
            MayBeLoss = !connection.LoggedOut || connection.Gateway.DownAt is not null,
            EndedAt = isCertain ? goneAt : faults.CalmFrom((goneAt > from ? goneAt : from) + EndTakes),
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
