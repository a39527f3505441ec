using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A cluster of <see cref="FakeUser"/>s, in which no app is listed.</summary>
internal sealed class FakeGrains : FakeGrainFactory, IAppIndexGrain
{
    private readonly ConcurrentDictionary<string, FakeUser> _users = new();

    public FakeUser User(string key) => _users.GetOrAdd(key, _ => new FakeUser());

    protected override object GrainOf(string key) => User(key);

    protected override object GrainOf(long key) => this;

    public Task<ImmutableArray<AppIndexEntry>> ListAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(ImmutableArray<AppIndexEntry>.Empty);

    public Task NoteAsync(AppIndexEntry entry, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
