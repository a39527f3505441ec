using PresenceCluster.Gateway.Acts;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Acts;

/// <summary>Which failures of a grain call are a 503, so that the caller tries again, and which are a bug of the service.</summary>
public sealed class GrainFaultTests
{
    public static TheoryData<Exception, bool> Faults() => new()
    {
        { new TimeoutException("No answer."), true },
        { new TaskCanceledException("The activation was cancelled."), true },
        { new SiloUnavailableException("The silo has died."), true },
        { new OrleansException("No active nodes are compatible with the grain."), true },
        { new OrleansException("Error from storage provider.", new InvalidOperationException("A bug.")), false },
        { new GrainExtensionNotInstalledException("A bug."), false },
        { new InvalidOperationException("A bug."), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_that_may_pass_is_told_from_a_bug(Exception fault, bool passes) => Assert.Equal(passes, GrainFault.IsPassing(fault));
}
