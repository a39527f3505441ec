using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PresenceCluster.Gateway.Doors;

/// <summary>A gateway that is being drained is not ready, so that load balancers send it no clients.</summary>
internal sealed class DrainHealth(GatewayDrain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("The gateway is draining.") : HealthCheckResult.Healthy());
}
