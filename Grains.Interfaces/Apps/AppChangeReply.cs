using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>How a change of an app's settings ended. A closed set.</summary>
[GenerateSerializer, Immutable, Alias("presence.app-change")]
public abstract record AppChangeReply
{
    private AppChangeReply()
    {
    }

    /// <summary>The change is stored, and every process that answered in time knows it.</summary>
    /// <param name="Snapshot">The settings as they are now.</param>
    [GenerateSerializer, Immutable, Alias("presence.app-change.changed")]
    public sealed record Changed([property: Id(0)] AppSnapshot Snapshot) : AppChangeReply;

    /// <summary>The settings have changed since the version that the change was made from (or, on creation, the app exists).</summary>
    /// <param name="Current">The settings as they are now.</param>
    [GenerateSerializer, Immutable, Alias("presence.app-change.conflict")]
    public sealed record Conflict([property: Id(0)] AppSnapshot Current) : AppChangeReply;

    /// <summary>The settings break rules.</summary>
    /// <param name="Errors">Every broken rule in a sentence.</param>
    [GenerateSerializer, Immutable, Alias("presence.app-change.invalid")]
    public sealed record Invalid([property: Id(0)] ImmutableArray<string> Errors) : AppChangeReply;

    /// <summary>There is no such app.</summary>
    [GenerateSerializer, Immutable, Alias("presence.app-change.unknown")]
    public sealed record UnknownApp : AppChangeReply;
}
