using PresenceCluster.Cluster.Membership;
using PresenceCluster.Gateway.Hosting;

return await PresenceHost.RunAsync(args, ProcessRole.Gateway);
