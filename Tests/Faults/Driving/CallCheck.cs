using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// The promise to every REST call and connection attempt: an answer in time, and only documented errors, only after faults.
/// </summary>
internal static class CallCheck
{
    private static readonly TimeSpan AnswerTakes = TimeSpan.FromSeconds(9.5);

    public static IEnumerable<Violation> Violations(IEnumerable<Call> calls, FaultLog faults)
    {
        foreach (var call in calls)
        {
            var took = call.EndedAt - call.StartedAt;
            var wasFrozen = call.Gateway.WasFrozen(call.StartedAt, call.EndedAt);
            var rule = call.Outcome switch
            {
                CallOutcome.Undocumented => Rule.UndocumentedError,
                CallOutcome.Hung when !wasFrozen => Rule.TookTooLong,
                _ when took > AnswerTakes && !wasFrozen => Rule.TookTooLong,
                not CallOutcome.Answered when !faults.IsDisturbed(call.StartedAt, call.EndedAt) => Rule.UndisturbedWasDisturbed,
                _ => (Rule?)null,
            };
            if (rule is { } broken)
                yield return new Violation(
                    broken,
                    call.What,
                    call.EndedAt,
                    $"{call.What} at {call.Gateway} took {took.TotalSeconds:0.0} s: {call.Outcome} {call.Detail}");
        }
    }
}
