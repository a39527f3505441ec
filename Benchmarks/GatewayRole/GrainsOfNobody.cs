using System.Reflection;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>A grain factory without a cluster behind it; must be open to derivation for the proxy.</summary>
internal class GrainsOfNobody : DispatchProxy
{
    private readonly AdmittingUser _user = new();
    private readonly NoApps _apps = new();

    public static IGrainFactory Create() => Create<IGrainFactory, GrainsOfNobody>();

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var grain = targetMethod!.ReturnType;
        return grain.IsInstanceOfType(_user) ? _user
            : grain.IsInstanceOfType(_apps) ? _apps
            : throw new NotSupportedException($"There is no {grain}.");
    }
}
