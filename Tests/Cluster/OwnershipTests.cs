using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Grains.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>Users follow the hash when silos come and go, and are never in two memories at once.</summary>
public sealed class OwnershipTests
{
    private static readonly IReadOnlyList<string> Users = [.. Enumerable.Range(0, 120).Select(i => $"user{i}")];

    [Fact]
    public async Task Users_are_active_on_their_owners_and_move_there_when_a_silo_joins()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        foreach (var user in Users)
            await cluster.User(user).LoginAsync(cluster.Login(Platform.Android, "pixel"));
        AssertEachIsOnlyWithItsOwner(cluster);

        await cluster.AddSiloAsync();

        // Nobody calls: the new owner reads those who are Online.
        await Eventually.IsTrueAsync(
            () => Users.All(user => HoldersOf(cluster, user) is [var only] && only == OwnerOf(cluster, user)), "everybody is with the owner");
        Assert.Contains(Users, user => OwnerOf(cluster, user) == 2);
        foreach (var user in Users)
            Assert.Equal(PresenceStatus.Online, (await cluster.QueryAsync(user, OwnerOf(cluster, user))).Status);
    }

    [Fact]
    public async Task Logins_while_a_silo_joins_are_all_admitted_and_none_is_forgotten()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var joining = cluster.AddSiloAsync();
        var versions = new long[Users.Count];
        do
        {
            await Task.WhenAll(Users.Select(async (user, i) =>
            {
                var reply = await LogInAsync(cluster, user);
                Assert.Equal(++versions[i], Assert.IsType<LoginReply.Admitted>(reply).Epoch);
            }));
        }
        while (!joining.IsCompleted);

        await joining;
        await Task.WhenAll(Users.Select(user => LogInAsync(cluster, user)));
        AssertEachIsOnlyWithItsOwner(cluster);
        for (var i = 0; i < Users.Count; i++)
            Assert.Equal(versions[i] + 1, (await cluster.QueryAsync(Users[i], OwnerOf(cluster, Users[i]))).Version);
    }

    [Fact]
    public async Task Users_of_a_silo_that_leaves_are_with_their_next_owner()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 3);
        foreach (var user in Users)
            await LogInAsync(cluster, user);

        await cluster.StopSiloAsync(2);
        await Task.WhenAll(Users.Select(user => LogInAsync(cluster, user)));

        AssertEachIsOnlyWithItsOwner(cluster);
        foreach (var user in Users)
            Assert.Equal(2, (await cluster.QueryAsync(user, OwnerOf(cluster, user))).Version);
    }

    [Fact]
    public async Task Silo_that_dies_takes_nobody_elsewhere_out_of_memory()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        foreach (var user in Users)
            await LogInAsync(cluster, user);
        var stay = Users.Where(user => OwnerOf(cluster, user) == 0).ToList();
        var before = stay.ConvertAll(user => Held(cluster, 0, user)!.Version);

        await cluster.KillSiloAsync(1);
        await Eventually.IsTrueAsync(() => cluster.View().Current.Owners.Length == 1, "the loss is known");

        Assert.NotEmpty(stay);
        Assert.All(stay.Zip(before), one => Assert.Equal(one.Second, Held(cluster, 0, one.First)?.Version));
    }

    /// <summary>Calls to a user may already go to the new owner, who waits for the old one.</summary>
    [Fact]
    public async Task Activation_is_let_go_without_a_call_that_could_go_elsewhere_and_waited_for()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 1);
        var held = Users.Select(user => (User: user, Activation: StubbornActivation.Create())).ToList();
        foreach (var (user, activation) in held)
            cluster.Services(0).GetRequiredService<UserActivations>().Add(new UserKey(PresenceTestCluster.App, user), activation);

        await cluster.AddSiloAsync();
        await Eventually.IsTrueAsync(
            () => held.All(one => StubbornActivation.Of(one.Activation).IsToldToGo == (OwnerOf(cluster, one.User) == 1)), "those who move are told to go");
        var moved = held.First(one => OwnerOf(cluster, one.User) == 1).User;
        var login = cluster.User(moved).LoginAsync(cluster.Login(Platform.Android, "pixel"));
        Assert.NotSame(login, await Task.WhenAny(login, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System)));

        foreach (var (_, activation) in held)
            StubbornActivation.Of(activation).Go();
        Assert.IsType<LoginReply.Admitted>(await login.WaitAsync(Eventually.Patience));
    }

    // As a gateway does: a user may be on the move at this very moment.
    private static async Task<LoginReply> LogInAsync(PresenceTestCluster cluster, string user)
    {
        var login = cluster.Login(Platform.Android, "pixel");
        LoginReply? reply = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                try
                {
                    var call = cluster.User(user).LoginAsync(login);
                    // The silos wait for each other by the test's clock, which stands still by itself.
                    while (!call.IsCompleted)
                    {
                        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
                        await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
                    }

                    reply = await call;
                    return true;
                }
                catch (Exception fault) when (fault is UserMovedException or OrleansMessageRejectionException or TimeoutException)
                {
                    return false;
                }
            },
            $"the login of {user} is answered");
        return reply!;
    }

    private static void AssertEachIsOnlyWithItsOwner(PresenceTestCluster cluster)
        => Assert.All(Users, user => Assert.Equal([OwnerOf(cluster, user)], HoldersOf(cluster, user)));

    private static int OwnerOf(PresenceTestCluster cluster, string user)
    {
        var owner = cluster.View().Current.OwnerOf(new UserKey(PresenceTestCluster.App, user));
        return cluster.Silos.ToList().FindIndex(silo => silo.SiloAddress.Equals(owner));
    }

    private static IReadOnlyList<int> HoldersOf(PresenceTestCluster cluster, string user)
        => [.. Enumerable.Range(0, cluster.Silos.Count).Where(silo => Held(cluster, silo, user) is not null)];

    private static UserPresence? Held(PresenceTestCluster cluster, int silo, string user)
        => cluster.Services(silo).GetRequiredService<PresenceBook>().TryGet(new UserKey(PresenceTestCluster.App, user), out var state) ? state : null;
}
