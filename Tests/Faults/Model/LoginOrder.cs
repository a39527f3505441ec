namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The known order of one user's logins once all of a round have been seen.</summary>
internal static class LoginOrder
{
    public static void Judge(IReadOnlyCollection<ConnectionFacts> connections)
    {
        foreach (var one in connections)
        {
            one.IsResumed = connections.Any(other => other.Resumes is not null && other.IsSameDevice(one));
            one.MayBeLate = connections.Any(
                other => other.Resumes is null && !other.IsSameDevice(one) && other.AskedFrom < one.AnsweredAt && other.MayBeAfter(one));
            one.MayBeSucceeded = connections.Any(
                other => other.IsSameDevice(one) && other.AskedFrom < one.AnsweredAt && other.MayBeAfter(one));
        }
    }
}
