using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Operators;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>The operators' grain on real silos: who may be added, changed and removed, and that every process knows at once.</summary>
public sealed class OperatorsGrainTests : IAsyncLifetime
{
    private PresenceTestCluster _cluster = null!;

    private IOperatorsGrain Grain => _cluster.Services().GetRequiredService<IGrainFactory>().GetGrain<IOperatorsGrain>(IOperatorsGrain.Key);

    public async Task InitializeAsync() => _cluster = await PresenceTestCluster.StartAsync(silos: 2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Of_many_first_administrators_one_is_added()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Grain.AddFirstAsync(Account("admin", OperatorRole.Admin, hash: $"hash {i}"), replacesUnused: false)));

        var changed = Assert.Single(replies.OfType<OperatorChangeReply.Changed>());
        Assert.Equal(changed.Account, Assert.Single(Known().Accounts));
        Assert.All(replies.Except([changed]), reply => Assert.IsType<OperatorChangeReply.Exists>(reply));
    }

    [Fact]
    public async Task Lost_one_time_password_is_replaced_but_a_used_one_is_not()
    {
        await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin) with { MustChangePassword = true }, replacesUnused: false);

        Assert.IsType<OperatorChangeReply.Changed>(await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin, "configured"), replacesUnused: true));
        Assert.Equal("configured", Known().Find("admin")!.PasswordHash);
        Assert.IsType<OperatorChangeReply.Exists>(await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin, "late"), replacesUnused: true));
    }

    [Fact]
    public async Task Change_is_known_to_every_process_before_its_answer_and_gives_a_new_stamp()
    {
        await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin), replacesUnused: false);
        var added = await ChangedAsync(Grain.AddAsync(Account("Bob", OperatorRole.Viewer)));
        var promoted = await ChangedAsync(Grain.SetRoleAsync("bob", OperatorRole.Admin));
        var changed = await ChangedAsync(Grain.SetPasswordAsync("BOB", "new", mustChange: true, promoted.Stamp));

        Assert.Equal(3, new[] { added.Stamp, promoted.Stamp, changed.Stamp }.Distinct().Count());
        Assert.Equal(("Bob", OperatorRole.Admin, "new", true), (changed.Name, changed.Role, changed.PasswordHash, changed.MustChangePassword));
        Assert.All([0, 1], silo => Assert.Equal(changed, Known(silo).Find("bob")));
        Assert.All([0, 1], silo => Assert.Equal(32, Known(silo).SigningKey.Length));
        Assert.Equal(Known(0).SigningKey, Known(1).SigningKey.AsEnumerable());
    }

    [Fact]
    public async Task Password_verified_under_an_earlier_stamp_changes_nothing()
    {
        var account = await ChangedAsync(Grain.AddFirstAsync(Account("admin", OperatorRole.Admin), replacesUnused: false));
        await Grain.SetPasswordAsync("admin", "second", mustChange: false, account.Stamp);

        Assert.IsType<OperatorChangeReply.Unknown>(await Grain.SetPasswordAsync("admin", "third", mustChange: false, account.Stamp));
        Assert.Equal("second", Known().Find("admin")!.PasswordHash);
    }

    [Fact]
    public async Task Last_administrator_is_neither_removed_nor_demoted()
    {
        await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin), replacesUnused: false);
        await Grain.AddAsync(Account("viewer", OperatorRole.Viewer));

        Assert.IsType<OperatorChangeReply.LastAdmin>(await Grain.RemoveAsync("admin"));
        Assert.IsType<OperatorChangeReply.LastAdmin>(await Grain.SetRoleAsync("admin", OperatorRole.Viewer));
        await Grain.SetRoleAsync("viewer", OperatorRole.Admin);
        Assert.IsType<OperatorChangeReply.Changed>(await Grain.RemoveAsync("admin"));
        Assert.Equal("viewer", Assert.Single(Known().Accounts).Name);
    }

    [Fact]
    public async Task Name_is_unique_whatever_its_case_and_unknown_ones_are_told()
    {
        await Grain.AddFirstAsync(Account("admin", OperatorRole.Admin), replacesUnused: false);

        Assert.IsType<OperatorChangeReply.Exists>(await Grain.AddAsync(Account("Admin", OperatorRole.Viewer)));
        Assert.IsType<OperatorChangeReply.Unknown>(await Grain.RemoveAsync("nobody"));
        Assert.IsType<OperatorChangeReply.Unknown>(await Grain.SetRoleAsync("nobody", OperatorRole.Viewer));
        Assert.IsType<OperatorChangeReply.Unknown>(await Grain.SetPasswordAsync("nobody", "", mustChange: true, expectedStamp: null));
    }

    [Fact]
    public async Task Number_of_operators_is_bounded()
    {
        for (var i = 0; i < OperatorRules.OperatorsMax; i++)
            await Grain.AddAsync(Account($"operator-{i}", OperatorRole.Admin));

        Assert.IsType<OperatorChangeReply.Full>(await Grain.AddAsync(Account("one-more", OperatorRole.Admin)));
    }

    private static OperatorAccount Account(string name, OperatorRole role, string hash = "hash")
        => new() { Name = name, Role = role, PasswordHash = hash, MustChangePassword = false };

    private static async Task<OperatorAccount> ChangedAsync(Task<OperatorChangeReply> changing)
        => Assert.IsType<OperatorChangeReply.Changed>(await changing).Account;

    private OperatorsSnapshot Known(int silo = 0) => _cluster.Services(silo).GetRequiredService<OperatorDirectory>().Current;
}
