using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>
/// Gives Orleans' membership the process's clock. Its timers already use the registered <see cref="TimeProvider"/>. Its written times
/// (signs of life, votes) and its comparisons come from a function of its own, which reads the machine's wall clock. A process whose wall
/// clock is ahead would take all others for silent, and its single vote would declare one dead.
/// </summary>
internal sealed class MembershipClock(IServiceProvider services, [FromKeyedServices(TimeProviderNames.Membership)] TimeProvider time)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const string ManagerType = "Orleans.Runtime.MembershipService.IMembershipManager, Orleans.Runtime";
    private const string ClockProperty = "GetDateTimeUtcNow";

    // Runs before the silo starts. Orleans offers no other way. A version of Orleans that keeps the function elsewhere must fail here.
    public void Participate(ISiloLifecycle lifecycle)
    {
        var manager = services.GetRequiredService(Type.GetType(ManagerType, throwOnError: true)!);
        var clock = manager.GetType().GetProperty(ClockProperty, BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException(
                $"{manager.GetType()} has no {ClockProperty} any more: find out where this version of Orleans keeps its clock.");
        clock.SetValue(manager, () => time.GetUtcNow().UtcDateTime);
    }
}
