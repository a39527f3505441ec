using System.Reflection;

namespace PresenceCluster.Tests.Cluster;

/// <summary>An activation that is told to go and does not, until the test lets it.</summary>
public class StubbornActivation : DispatchProxy
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isToldToGo;

    public bool IsToldToGo => _isToldToGo;

    public static IGrainContext Create() => Create<IGrainContext, StubbornActivation>();

    public static StubbornActivation Of(IGrainContext activation) => (StubbornActivation)activation;

    public void Go() => _gone.TrySetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod?.Name)
        {
            case nameof(IGrainContext.Deactivate):
                _isToldToGo = true;
                return null;
            case "get_" + nameof(IGrainContext.Deactivated):
                return _gone.Task;
            default:
                throw new NotSupportedException($"{targetMethod} is not asked of an activation that only goes.");
        }
    }
}
