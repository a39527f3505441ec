namespace PresenceCluster.Gateway.Queries;

/// <summary>How this process asks the owners of users. Not bound to the configuration.</summary>
public sealed class PresenceQueryOptions
{
    /// <summary>The most users in one query (contract §1). The doors refuse larger queries.</summary>
    public const int UsersMax = 500;

    /// <summary>How long one owner may take to answer. Below the 3 s at which the REST server gives up, so that the others' answers still go out.</summary>
    public TimeSpan OwnerTimeout { get; internal set; } = TimeSpan.FromSeconds(2);
}
