using Npgsql;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// The end of a run: every socket closes, every account is deleted, and the app's retention is made short, so that no user needs to be
/// remembered. Then no row of a user may be left, and the membership lists exactly the living processes as alive.
/// </summary>
internal sealed class Farewell(Traffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const string Retention = "00:00:02";

    public async Task<IReadOnlyList<Violation>> RunAsync()
    {
        await Task.WhenAll(traffic.Users.SelectMany(user => user.Live).Select(connection => connection.LeaveAsync(LeaveKind.Close)));
        await ShortenRetentionAsync();
        foreach (var user in traffic.Users)
        {
            // A user deleted under the long retention is remembered that long. The account must exist again to be deleted again.
            await traffic.BackEnd.PostAsync(traffic.Cluster.Gateways[0], "im_open_login_svc/account_import", $$"""{"UserID":"{{user.UserId}}"}""");
            if (!await new KickDriver(traffic, user, new Random(0)).DeleteAsync(traffic.Cluster.Gateways[0]))
                return [new Violation(Rule.CallCannotBe, user.UserId, traffic.Clock.Now, "The account could not be deleted in peace.")];
        }

        var startedAt = traffic.Clock.Now;
        string left;
        while ((left = await LeftAsync()).Length > 0 && traffic.Clock.Now - startedAt < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        return left.Length == 0 ? [] : [new Violation(Rule.SomethingLeft, "the cluster", traffic.Clock.Now, left)];
    }

    private async Task ShortenRetentionAsync()
    {
        var (_, settings) = await traffic.BackEnd.V1Async(traffic.Cluster.Gateways[0], HttpMethod.Get, "");
        var tag = (string)settings!["ETag"]!;
        settings.Remove("ETag");
        settings["timings"]!["pushOnlineRetention"] = Retention;
        var (call, _) = await traffic.BackEnd.V1Async(traffic.Cluster.Gateways[0], HttpMethod.Put, "", settings, tag);
        if (call.Outcome != CallOutcome.Answered)
            throw new InvalidOperationException($"The retention could not be changed: {call.Detail}");
    }

    private async Task<string> LeftAsync()
    {
        await using var connection = new NpgsqlConnection(traffic.Cluster.ConnectionString);
        await connection.OpenAsync();
        var users = await CountAsync(connection, "SELECT count(*) FROM presence_user");
        // Status 3 is Active, 6 is Dead.
        var alive = await CountAsync(connection, "SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3");
        var between = await CountAsync(connection, "SELECT count(*) FROM OrleansMembershipTable WHERE Status NOT IN (3, 6)");
        var running = traffic.Cluster.Silos.Count + traffic.Cluster.Gateways.Count;
        return users == 0 && alive == running && between == 0
            ? ""
            : $"{users} users, {alive} active members of {running}, {between} neither active nor dead";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
