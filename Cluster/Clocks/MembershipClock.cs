using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>
/// Gives Orleans' membership the process's clock where it does not take it by itself. Its timers use the registered
/// <see cref="TimeProvider"/>; the times that it writes (signs of life, votes) and the instant that it compares those of other processes
/// with come from a function of its own, which reads the machine's wall clock. A process whose wall clock is ahead would take all others
/// for silent, and declare one dead by its single vote.
/// </summary>
internal sealed class MembershipClock(IServiceProvider services, [FromKeyedServices(TimeProviderNames.Membership)] TimeProvider time)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const string ManagerType = "Orleans.Runtime.MembershipService.IMembershipManager, Orleans.Runtime";
    private const string ClockProperty = "GetDateTimeUtcNow";

    // Before the silo starts. Orleans offers no other way; a version of it that keeps the function elsewhere must not start unnoticed.
    public void Participate(ISiloLifecycle lifecycle)
    {
        var manager = services.GetRequiredService(Type.GetType(ManagerType, throwOnError: true)!);
        var clock = manager.GetType().GetProperty(ClockProperty, BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{manager.GetType()} has no {ClockProperty} any more: find out where this version of Orleans keeps its clock.");
        clock.SetValue(manager, () => time.GetUtcNow().UtcDateTime);
    }
}
