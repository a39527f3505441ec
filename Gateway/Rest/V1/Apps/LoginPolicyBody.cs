using System.Text.Json.Serialization;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>The part of an app's settings that decides which devices are online together.</summary>
internal sealed record LoginPolicyBody
{
    /// <summary>Which platforms exclude each other.</summary>
    [JsonRequired]
    public required LoginPolicyKind LoginPolicy { get; init; }

    /// <summary>How many devices each platform may have; 1 for a platform that is absent.</summary>
    [JsonRequired]
    public required InstanceCaps InstanceCaps { get; init; }
}
