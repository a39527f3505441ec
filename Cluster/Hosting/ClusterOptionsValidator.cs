using System.Net;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>Checks the cluster options against each other.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        List<string> errors = [];
        if (!IPAddress.TryParse(options.AdvertisedAddress, out _))
            errors.Add($"Cluster:AdvertisedAddress must be an IP address, but is '{options.AdvertisedAddress}'.");
        if (options.ProbeTimeoutMin > options.ProbeTimeout || options.ProbeTimeout > options.ProbeTimeoutMax)
            errors.Add("Cluster:ProbeTimeout must lie between Cluster:ProbeTimeoutMin and Cluster:ProbeTimeoutMax.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
