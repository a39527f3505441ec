namespace PresenceCluster.Domain;

/// <summary>Which of a user's sessions an administrator pushes out. A closed set.</summary>
public abstract record KickScope
{
    private KickScope()
    {
    }

    /// <summary>The platforms whose sessions are all in scope, including ended ones that a device might resume.</summary>
    public virtual PlatformSet Platforms => default;

    /// <summary>Whether a session is meant.</summary>
    public abstract bool Covers(Session session);

    /// <summary>All sessions.</summary>
    public sealed record Everything : KickScope
    {
        /// <inheritdoc/>
        public override PlatformSet Platforms => PlatformSet.All;

        /// <inheritdoc/>
        public override bool Covers(Session session) => true;
    }

    /// <summary>All sessions of one platform.</summary>
    /// <param name="Platform">The platform; Web does not cover mini programs here, because the administrator named a platform.</param>
    public sealed record OnPlatform(Platform Platform) : KickScope
    {
        /// <inheritdoc/>
        public override PlatformSet Platforms => PlatformSet.Of(Platform);

        /// <inheritdoc/>
        public override bool Covers(Session session) => session.Platform == Platform;
    }

    /// <summary>One session.</summary>
    /// <param name="Id">The session.</param>
    public sealed record OneSession(SessionId Id) : KickScope
    {
        /// <inheritdoc/>
        public override bool Covers(Session session) => session.Id == Id;
    }
}
