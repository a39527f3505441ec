namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One REST call as its caller saw it.</summary>
/// <param name="What">The call and its user.</param>
/// <param name="Gateway">The process that was asked.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it was answered or given up.</param>
/// <param name="Outcome">The result.</param>
/// <param name="Detail">The answer in short.</param>
internal sealed record Call(string What, Incarnation Gateway, TimeSpan StartedAt, TimeSpan EndedAt, CallOutcome Outcome, string Detail);

/// <summary>The result of a REST call.</summary>
internal enum CallOutcome
{
    /// <summary>A documented answer.</summary>
    Answered,

    /// <summary>"Try again", as documented.</summary>
    Passing,

    /// <summary>The connection was refused, reset, or ended in the middle.</summary>
    Broken,

    /// <summary>No answer within the caller's patience.</summary>
    Hung,

    /// <summary>Anything else.</summary>
    Undocumented,
}
