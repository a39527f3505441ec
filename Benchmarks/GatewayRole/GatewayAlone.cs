using System.Collections.Immutable;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>
/// The gateway's real doors and connections before fake grains, as a process of its own: what the gateway's part of a session costs.
/// Obeys one word on standard input, and ends with it.
/// </summary>
internal static class GatewayAlone
{
    public static async Task RunAsync(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        var membership = new LonelyMembership();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(GrainsOfNobody.Create());
        builder.Services.AddSingleton<ICredentialVerifier, AnyCredential>();
        builder.Services.AddSingleton<IPresenceQuery, NoQueries>();
        builder.Services.AddSingleton(new ClusterView(membership, membership));
        builder.Services.AddSingleton(Options.Create(new AppDirectoryOptions()));
        builder.Services.AddSingleton<AppDirectory>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AppDirectory>());
        builder.Services.AddGatewayConnections();
        builder.WebHost.UseGatewayDoors();
        await using var app = builder.Build();
        app.Services.GetRequiredService<AppDirectory>().Swap(new AppSnapshot(new AppId(BenchmarkApp.Id), 1, new AppSettings()));
        await app.StartAsync();
        while (await Console.In.ReadLineAsync() is "collect")
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }
    }

    private sealed class NoQueries : IPresenceQuery
    {
        public ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(
            AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
