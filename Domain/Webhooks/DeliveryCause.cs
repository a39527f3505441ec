namespace PresenceCluster.Domain.Webhooks;

/// <summary>Why events do not reach a webhook endpoint. A closed catalogue; names are shown and must not change.</summary>
public enum DeliveryCause : byte
{
    /// <summary>There is none: nothing waits, or what waits is on its way.</summary>
    None = 0,

    /// <summary>The endpoint is disabled in its settings.</summary>
    Disabled = 1,

    /// <summary>The address of the endpoint is not public, and not allowed.</summary>
    AddressRefused = 2,

    /// <summary>The endpoint refuses requests, and its clock is too far from the service's for the signed time.</summary>
    Clock = 3,

    /// <summary>The circuit breaker is open: so many requests failed that the endpoint only gets an occasional probe.</summary>
    Breaker = 4,

    /// <summary>No request succeeds.</summary>
    Failing = 5,

    /// <summary>A transaction that stays open on the database server hides the events from every reader.</summary>
    LongTransaction = 6,

    /// <summary>Events of some users wait behind an earlier event of theirs that keeps failing.</summary>
    EarlierEvent = 7,

    /// <summary>The loss of a connection is held back for its grace.</summary>
    Grace = 8,

    /// <summary>The latest event is of a kind that the endpoint is not sent.</summary>
    Filter = 9,
}
