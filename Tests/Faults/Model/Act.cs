namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// One act or observation of a user's clients or back end between two instants; it took effect at some moment in between. The model tries
/// every order of overlapping acts that these instants allow.
/// </summary>
internal abstract class Act(TimeSpan startedAt)
{
    /// <summary>The end of an act that may never take effect, because no answer confirmed it.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    public TimeSpan StartedAt { get; } = startedAt;

    /// <summary>By when it has surely taken effect.</summary>
    public TimeSpan EndedAt { get; init; } = Never;

    /// <summary>The promise that is broken when no order of the acts explains this one.</summary>
    public abstract Rule Rule { get; }

    /// <summary>Whether it changes nothing, so that it may count as done as soon as it fits.</summary>
    public virtual bool IsObservation => false;

    /// <summary>Whether taking effect without a change can matter: an act that a later one may make superfluous.</summary>
    public virtual bool MayBeIdle => true;

    /// <summary>The worlds that it may lead to; none when it cannot happen in this one.</summary>
    public abstract IEnumerable<World> Apply(World world);

    /// <summary>The same act without one promise; itself when the promise does not concern it.</summary>
    public virtual Act Without(Rule promise) => this;
}
