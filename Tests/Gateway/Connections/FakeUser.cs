using System.Collections.Concurrent;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A user's grain that admits every login, unless told otherwise, and records its calls.</summary>
internal sealed class FakeUser : IUserGrain
{
    private readonly ConcurrentQueue<(ConnectionRef Connection, SessionEndReason Reason)> _ends = new();
    private long _epoch;

    public ConcurrentQueue<PresenceEvent.LoginAttempted> Logins { get; } = new();

    public ConcurrentQueue<string> CustomStatuses { get; } = new();

    /// <summary>The ends that were stored.</summary>
    public IReadOnlyCollection<(ConnectionRef Connection, SessionEndReason Reason)> Ends => _ends;

    /// <summary>Decides a login in place of "admitted".</summary>
    public Func<PresenceEvent.LoginAttempted, Task<LoginReply>>? OnLogin { get; set; }

    /// <summary>Called before an end is stored; may throw.</summary>
    public Func<Task>? OnEnd { get; set; }

    /// <summary>Called before a custom status is answered.</summary>
    public Func<Task>? OnCustomStatus { get; set; }

    public LoginReply Admit(PresenceEvent.LoginAttempted request) => new LoginReply.Admitted(request.ProposedId, Interlocked.Increment(ref _epoch));

    public Task<LoginReply> LoginAsync(PresenceEvent.LoginAttempted request, CancellationToken cancellationToken = default)
    {
        Logins.Enqueue(request);
        return OnLogin is { } decide ? decide(request) : Task.FromResult(Admit(request));
    }

    public async Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
    {
        if (OnEnd is { } onEnd)
            await onEnd();
        _ends.Enqueue((connection, reason));
    }

    public Task SetCustomStatusAsync(
        ConnectionRef connection, string text, ActTime askedAt, CancellationToken cancellationToken = default)
    {
        CustomStatuses.Enqueue(text);
        return OnCustomStatus?.Invoke() ?? Task.CompletedTask;
    }

    public Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ImportAsync(ActTime askedAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(ActTime askedAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EndLapsedAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
