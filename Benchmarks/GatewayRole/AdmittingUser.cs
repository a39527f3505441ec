using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>Every user's grain at once: admits everybody and remembers nothing.</summary>
internal sealed class AdmittingUser : IUserGrain
{
    public Task<LoginReply> LoginAsync(PresenceEvent.LoginAttempted request, CancellationToken cancellationToken = default)
        => Task.FromResult<LoginReply>(new LoginReply.Admitted(request.ProposedId, Epoch: 1));

    public Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
        => Task.CompletedTask;

    public Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SetCustomStatusAsync(
        ConnectionRef connection, string text, ActTime askedAt, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task ImportAsync(ActTime askedAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(ActTime askedAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EndLapsedAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
