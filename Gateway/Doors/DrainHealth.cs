using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PresenceCluster.Gateway.Doors;

/// <summary>A gateway that sends its clients elsewhere is not ready, so that load balancers send it no others.</summary>
internal sealed class DrainHealth(GatewayDrain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("The gateway is draining.") : HealthCheckResult.Healthy());
}
