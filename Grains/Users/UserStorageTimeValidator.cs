using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>Checks that a slow database is reported before the call that waits for it times out.</summary>
internal sealed class UserStorageTimeValidator(IOptions<ClusterOptions> cluster) : IValidateOptions<UserStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, UserStorageOptions options)
    {
        var longest = options.BatchTimeout + (options.BatchTimeout > options.QueueTimeout ? options.BatchTimeout : options.QueueTimeout);
        return longest < cluster.Value.ResponseTimeout
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"With {UserStorageOptions.Section}:BatchTimeout ({options.BatchTimeout}) a caller may wait {longest} for storage. "
                + $"That must be less than Cluster:ResponseTimeout ({cluster.Value.ResponseTimeout}), "
                + "else the caller is not told why it failed.");
    }
}
