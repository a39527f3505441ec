namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One REST call as its caller saw it.</summary>
/// <param name="What">What was called, and about whom.</param>
/// <param name="Gateway">Which process was asked.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it was answered or given up.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">The answer in short.</param>
internal sealed record Call(string What, Incarnation Gateway, TimeSpan StartedAt, TimeSpan EndedAt, CallOutcome Outcome, string Detail);

/// <summary>What came of a REST call.</summary>
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
