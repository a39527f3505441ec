namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The promises of the service; a violation names the broken one.</summary>
internal enum Rule
{
    /// <summary>No query has an answer that was true at no moment during the query.</summary>
    AnswerWasNeverTrue,

    /// <summary>A login is admitted only as the policy has it.</summary>
    LoginCannotBe,

    /// <summary>
    /// A login never takes the place of one that was requested later: the last socket that a device was admitted on lives.
    /// </summary>
    LaterLoginLost,

    /// <summary>A resuming client pushes out no later login by hand, and is told of one only if there was one.</summary>
    ResumeTookPlace,

    /// <summary>A killed gateway's users leave Online within 15 s, whatever the wall clocks say.</summary>
    LossNoticedLate,

    /// <summary>A client is told that its session was taken only when it was, with the right platform and reason.</summary>
    ToldWithoutCause,

    /// <summary>The effect of a back end's call is what its answer says.</summary>
    CallCannotBe,

    /// <summary>A client that loses its session is told, if it can be told.</summary>
    LoserNotTold,

    /// <summary>No loser is told twice.</summary>
    ToldTwice,

    /// <summary>No more sessions are alive than the policy allows.</summary>
    TooManyAlive,

    /// <summary>The winner stays: no session goes unless another act has taken it.</summary>
    SurvivorMissing,

    /// <summary>Epochs and versions only grow.</summary>
    WatermarkFellBack,

    /// <summary>A credential from before a revocation does not log in; one from after it does.</summary>
    RevocationNotKept,

    /// <summary>A client that no fault concerns keeps its connection and is served.</summary>
    UndisturbedWasDisturbed,

    /// <summary>Only documented errors, and none that says "internal error".</summary>
    UndocumentedError,

    /// <summary>Every request ends in time.</summary>
    TookTooLong,

    /// <summary>Processes that are alive again answer both queries correctly in time.</summary>
    DidNotRecover,

    /// <summary>Nothing is left in any table when all users are gone.</summary>
    SomethingLeft,

    /// <summary>No process ends by itself.</summary>
    ProcessEnded,
}
