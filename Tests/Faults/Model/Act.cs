namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// One thing that a user's clients or back end did, or saw, between two instants: it took effect at some moment in between. The
/// model tries every order of overlapping acts that these instants allow.
/// </summary>
internal abstract class Act(TimeSpan startedAt)
{
    /// <summary>The end of an act that may never take effect, because nobody was told that it had.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    public TimeSpan StartedAt { get; } = startedAt;

    /// <summary>By when it has surely taken effect.</summary>
    public TimeSpan EndedAt { get; init; } = Never;

    /// <summary>What is broken when no order of the acts explains this one.</summary>
    public abstract Rule Rule { get; }

    /// <summary>Whether it changes nothing, so that it may be taken as done as soon as it fits.</summary>
    public virtual bool IsObservation => false;

    /// <summary>Whether taking effect without changing anything can matter: an act that may later not be needed any more.</summary>
    public virtual bool MayBeIdle => true;

    /// <summary>The worlds that it may lead to; none when it cannot happen in this one.</summary>
    public abstract IEnumerable<World> Apply(World world);

    /// <summary>The same act as it could be if one promise were not made; itself when the promise does not concern it.</summary>
    public virtual Act Without(Rule promise) => this;
}
