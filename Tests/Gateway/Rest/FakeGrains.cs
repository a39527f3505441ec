using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Hands out hand-written grains, without a cluster.</summary>
internal sealed class FakeGrains : FakeGrainFactory, IAppIndexGrain
{
    public ConcurrentDictionary<string, FakeUserGrain> Users { get; } = new();

    public ConcurrentDictionary<long, FakeAppGrain> Apps { get; } = new();

    public ConcurrentDictionary<string, FakeEndpointGrain> Endpoints { get; } = new();

    /// <summary>Awaited by every call of the index; a faulted task stands for a cluster that does not answer yet.</summary>
    public Task IndexTrouble { get; set; } = Task.CompletedTask;

    protected override object GrainOf(Type type, string key)
        => type == typeof(IEndpointGrain) ? Endpoints.GetOrAdd(key, _ => new FakeEndpointGrain()) : GrainOf(key);

    public FakeOperatorsGrain Operators { get; } = new();

    protected override object GrainOf(Type type, long key) => type == typeof(IOperatorsGrain) ? Operators : GrainOf(key);

    protected override object GrainOf(string key) => Users.GetOrAdd(key, _ => new FakeUserGrain());

    protected override object GrainOf(long key) => key == IAppIndexGrain.Key ? this : Apps.GetOrAdd(key, static key => new FakeAppGrain(new AppId((uint)key)));

    public async Task<ImmutableArray<AppIndexEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        await IndexTrouble;
        return [.. Apps.Values.Select(app => new AppIndexEntry(app.Current.App, app.Current.Version))];
    }

    public Task NoteAsync(AppIndexEntry entry, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}

/// <summary>A user grain that records its calls, and answers as told.</summary>
internal sealed class FakeUserGrain : IUserGrain
{
    public ConcurrentQueue<KickRequest> Kicks { get; } = new();

    public int Imports { get; private set; }

    public int Deletions { get; private set; }

    public KickReply KickReply { get; set; } = new(KickOutcome.Kicked);

    public bool Exists { get; set; } = true;

    /// <summary>Awaited by every call; a faulted or an endless task stands for a grain in trouble.</summary>
    public Task Trouble { get; set; } = Task.CompletedTask;

    /// <summary>Completed when the next kick arrives.</summary>
    public TaskCompletionSource? Asked { get; set; }

    public async Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default)
    {
        Asked?.TrySetResult();
        await Trouble.WaitAsync(cancellationToken);
        Kicks.Enqueue(request);
        return KickReply;
    }

    public async Task ImportAsync(ActTime askedAt, CancellationToken cancellationToken = default)
    {
        await Trouble.WaitAsync(cancellationToken);
        Imports++;
    }

    public async Task<bool> DeleteAsync(ActTime askedAt, CancellationToken cancellationToken = default)
    {
        await Trouble.WaitAsync(cancellationToken);
        Deletions++;
        return Exists;
    }

    public Task<LoginReply> LoginAsync(PresenceEvent.LoginAttempted request, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task SetCustomStatusAsync(
        ConnectionRef connection, string text, ActTime askedAt, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EndLapsedAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}

/// <summary>An admin grain that keeps its settings in memory, under the same rules as the real one.</summary>
internal sealed class FakeAppGrain(AppId app) : IAppGrain
{
    private readonly List<SettingsChange> _audit = [];

    public FakeAppGrain(AppSnapshot first)
        : this(first.App) => Current = first;

    /// <summary>The settings; at version 0 there is no such app.</summary>
    public AppSnapshot Current { get; private set; } = new(app, 0, new AppSettings());

    public bool? EnforcedNow { get; private set; }

    public Task<AppSnapshot?> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(Current.Version == 0 ? null : Current);

    public Task<AppChangeReply> CreateAsync(AppSettings settings, string who, CancellationToken cancellationToken = default)
        => Current.Version == 0
            ? ChangeAsync(settings, expectedVersion: null, enforceNow: false, who, cancellationToken)
            : Task.FromResult<AppChangeReply>(new AppChangeReply.Conflict(Current));

    public Task<AppChangeReply> ChangeAsync(
        AppSettings settings, long? expectedVersion, bool enforceNow, string who, CancellationToken cancellationToken = default)
    {
        if (expectedVersion is { } expected && expected != Current.Version)
            return Task.FromResult<AppChangeReply>(new AppChangeReply.Conflict(Current));
        if (AppSettingsRules.Check(settings) is { IsEmpty: false } errors)
            return Task.FromResult<AppChangeReply>(new AppChangeReply.Invalid(errors));
        _audit.Insert(0, new SettingsChange { At = RestHost.Start, Who = who, Version = Current.Version + 1, Before = Current.Settings, After = settings });
        Current = new AppSnapshot(Current.App, Current.Version + 1, settings);
        EnforcedNow = enforceNow;
        return Task.FromResult<AppChangeReply>(new AppChangeReply.Changed(Current));
    }

    public Task<ImmutableArray<SettingsChange>> GetHistoryAsync(CancellationToken cancellationToken = default)
        => Task.FromResult<ImmutableArray<SettingsChange>>([.. _audit]);
}
