using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>The result of an edit of an app's settings: new settings, or a problem.</summary>
/// <param name="Settings">The settings; null when there is a problem.</param>
/// <param name="Problem">The problem; null when there is none.</param>
internal readonly record struct Edit(AppSettings? Settings, ProblemResult? Problem)
{
    public static implicit operator Edit(AppSettings settings) => new(settings, null);

    public static implicit operator Edit(ProblemResult problem) => new(null, problem);
}
