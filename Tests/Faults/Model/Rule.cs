namespace PresenceCluster.Tests.Faults.Model;

/// <summary>What the service promises; a violation names the promise that was broken.</summary>
internal enum Rule
{
    /// <summary>No query is answered with what was not true at any moment while it was asked.</summary>
    AnswerWasNeverTrue,

    /// <summary>A login is admitted only as the policy has it.</summary>
    LoginCannotBe,

    /// <summary>A login never takes the place of one that was asked for later: the last socket that a device was admitted on lives.</summary>
    LaterLoginLost,

    /// <summary>A client that comes back by itself pushes out no later login by hand, and is told of one only if there was one.</summary>
    ResumeTookPlace,

    /// <summary>A killed gateway's users leave Online within 15 s, whatever the wall clocks say.</summary>
    LossNoticedLate,

    /// <summary>A client is told that its session was taken only when it was, by whom it was, and why.</summary>
    ToldWithoutCause,

    /// <summary>A call of the back end does what it answers.</summary>
    CallCannotBe,

    /// <summary>Whoever loses the session and can hear is told.</summary>
    LoserNotTold,

    /// <summary>No loser is told twice.</summary>
    ToldTwice,

    /// <summary>No more sessions are alive than the policy allows.</summary>
    TooManyAlive,

    /// <summary>The winner stays: nobody's session goes without somebody having taken it.</summary>
    SurvivorMissing,

    /// <summary>Epochs and versions only grow.</summary>
    WatermarkFellBack,

    /// <summary>A credential from before a revocation logs nobody in; one from after it does.</summary>
    RevocationNotKept,

    /// <summary>Whoever is not touched by a fault keeps the connection and is served.</summary>
    UndisturbedWasDisturbed,

    /// <summary>Only documented errors, and none that says "internal error".</summary>
    UndocumentedError,

    /// <summary>Every request ends in time.</summary>
    TookTooLong,

    /// <summary>What is alive again answers both queries rightly in time.</summary>
    DidNotRecover,

    /// <summary>Nothing is left in any table when everybody is gone.</summary>
    SomethingLeft,

    /// <summary>No process ends by itself.</summary>
    ProcessEnded,
}
