using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Users;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Gateway.Connections;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;
using FakeGrains = PresenceCluster.Tests.Gateway.Connections.FakeGrains;
using GrainsWithApps = PresenceCluster.Tests.Gateway.Rest.FakeGrains;

namespace PresenceCluster.Tests.Cluster;

/// <summary>Reading presences where no cluster is needed to tell right from wrong.</summary>
public sealed class PresenceReaderTests
{
    private static readonly AppId App = new(1400000000);

    [Fact]
    public async Task Silo_that_has_not_read_the_apps_yet_waits_instead_of_knowing_nobody()
    {
        using var apps = new AppDirectory(
            new FakeGrains(), TimeProvider.System, Options.Create(new AppDirectoryOptions()), NullLogger<AppDirectory>.Instance);
        var membership = new FakeMembership();
        var reader = new PresenceReader(new PresenceBook(), new EverybodyExists(), apps, new ClusterView(membership, membership), TimeProvider.System);

        var reading = reader.GetManyAsync(App, ["anna"], CancellationToken.None);
        Assert.False(reading.IsCompleted);
        apps.Swap(new AppSnapshot(App, 1, new AppSettings()));
        await apps.StartAsync(CancellationToken.None);

        Assert.True((await reading)[0].IsRegistered);
        await apps.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Silo_that_missed_the_push_of_a_new_app_asks_for_it_instead_of_knowing_nobody()
    {
        var grains = new GrainsWithApps();
        using var apps = new AppDirectory(
            grains, TimeProvider.System, Options.Create(new AppDirectoryOptions()), NullLogger<AppDirectory>.Instance);
        await apps.StartAsync(CancellationToken.None);
        await apps.Loaded.WaitAsync(Eventually.Patience);
        grains.Apps[App.Value] = new FakeAppGrain(new AppSnapshot(App, 1, new AppSettings()));
        var membership = new FakeMembership();
        var cluster = new ClusterView(membership, membership);
        var reader = new PresenceReader(new PresenceBook(), new EverybodyExists(), apps, cluster, TimeProvider.System);

        Assert.True((await reader.GetManyAsync(App, ["anna"], CancellationToken.None))[0].IsRegistered);
        await apps.StopAsync(CancellationToken.None);
    }

    private sealed class EverybodyExists : IUserStateReader
    {
        public ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
            => ValueTask.FromResult<ImmutableArray<UserPresence>>([.. userIds.Select(_ => new UserPresence { IsRegistered = true })]);
    }
}
