using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Gateway.Queries;

/// <summary>How this process asks the owners of users; configuration section <c>Gateway:Queries</c>.</summary>
public sealed class PresenceQueryOptions
{
    /// <summary>The most users in one query (contract §1). The doors refuse larger queries.</summary>
    public const int UsersMax = 500;

    /// <summary>How long one owner may take to answer. Below the 3 s at which the REST server gives up, so that the others' answers still go out.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan OwnerTimeout { get; internal set; } = TimeSpan.FromSeconds(2);
}
