using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>Nudges, dead letters, removed endpoints and trimmed events on a real cluster, through its routes.</summary>
public sealed class WebhookClusterTests(ImpatientCluster impatient) : IClassFixture<ImpatientCluster>, IAsyncLifetime
{
    private const int Users = 120;

    // Behind nothing: everything that the log holds.
    private const string Beginning = "0-1";

    private static readonly AppId App = new(TestApp.Id);
    private static readonly TimeSpan Soon = ImpatientCluster.PollPeriod / 4;

    private readonly ErraticReceiver _receiver = new(0, 0);
    private readonly TestApp _app = new(impatient.Cluster.Gateways[0].Http);

    public Task InitializeAsync() => _receiver.ComeUpAsync();

    public async Task DisposeAsync()
    {
        _app.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Nudge_reaches_the_owner_of_every_partition_long_before_it_would_look_by_itself()
    {
        var endpoint = await _app.AddEndpointAsync(new() { ["url"] = _receiver.Url, ["format"] = "Native" });
        var doors = impatient.Cluster.Gateways;
        var users = Enumerable.Range(0, Users).Select(i => new ChurningUser(_app, $"nudged{i}", isPhone: false, () => doors[i % doors.Count].TcpPort)).ToList();
        Assert.Equal(EventPartition.Count, users.Select(user => EventPartition.Of(new UserKey(App, user.UserId))).Distinct().Count());
        Assert.All(await Task.WhenAll(users.Select(user => user.StepAsync())), Assert.True);
        await WhenTakenAsync(Users);

        // Lanes that have just begun read once by themselves, but not again from now on.
        Assert.All(await Task.WhenAll(users.Select(user => user.StepAsync())), Assert.True);
        await WhenTakenAsync(2 * Users);
        await _app.V1Async(HttpMethod.Delete, $"/endpoints/{endpoint}", ifMatch: true);
    }

    [Fact]
    public async Task Events_that_were_too_old_are_listed_purged_and_sent_again_by_the_operator()
    {
        var endpoint = await _app.AddEndpointAsync(EndpointFrom(await HappenedAsync("forlorn-a", "forlorn-b", "forlorn-c")));
        await WhenDeadAsync(endpoint, 6);
        var letters = await LettersAsync(endpoint, "?limit=4");
        letters.AddRange(await LettersAsync(endpoint, $"?after={letters[^1]["eventId"]}"));
        Assert.Equal(6, letters.Select(letter => (string)letter["eventId"]!).Distinct().Count());
        Assert.Equal([1, 2], letters.Where(letter => (string)letter["userId"]! == "forlorn-b").Select(letter => (long)letter["version"]!));
        Assert.All(letters, letter => Assert.NotEmpty((string)letter["lastError"]!));
        Assert.Empty(_receiver.Taken);

        var ofA = letters.Where(letter => (string)letter["userId"]! == "forlorn-a").Select(letter => (string)letter["eventId"]!).ToArray();
        Assert.Equal(2, await CountAsync(endpoint, "purge", Selected(ofA)));
        var firstOfB = letters.Where(letter => (string)letter["userId"]! == "forlorn-b").Select(letter => (string)letter["eventId"]!).First();
        Assert.Equal(1, await CountAsync(endpoint, "resend", Selected(firstOfB)));
        await WhenTakenAsync(1);
        Assert.Equal(firstOfB, Assert.Single(_receiver.Taken).Id);
        Assert.Equal(0, await CountAsync(endpoint, "resend", Selected("evt_7-7")));
        Assert.Equal(3, await CountAsync(endpoint, "resend", new JsonObject { ["all"] = true }));
        await WhenTakenAsync(4);

        Assert.Equal([1, 2], _receiver.Taken.Where(one => one.UserId == "forlorn-c").Select(one => one.Version));
        await WhenDeadAsync(endpoint, 0);
        Assert.Empty(await LettersAsync(endpoint, ""));
        await _app.V1Async(HttpMethod.Delete, $"/endpoints/{endpoint}", ifMatch: true);
    }

    [Fact]
    public async Task Removed_endpoint_is_forgotten_although_a_silo_dies_and_others_are_not()
    {
        var position = await HappenedAsync("bygone");
        var removed = await _app.AddEndpointAsync(EndpointFrom(position));
        var staying = await _app.AddEndpointAsync(EndpointFrom(position));
        await WhenDeadAsync(removed, 2);
        await WhenDeadAsync(staying, 2);
        await Eventually.IsTrueAsync(async () => await RowsAsync("presence_delivery", removed) == EventPartition.Count, "all lanes are taken");

        await _app.V1Async(HttpMethod.Delete, $"/endpoints/{removed}", ifMatch: true);
        var doomed = impatient.Cluster.Silos[0];
        await doomed.KillAsync();

        await Eventually.IsTrueAsync(
            async () => await RowsAsync("presence_delivery", removed) == 0 && await RowsAsync("presence_parked_event", removed) == 0,
            "nothing is left of the removed endpoint",
            Soon);
        Assert.Equal(EventPartition.Count, await RowsAsync("presence_delivery", staying));
        Assert.True(await RowsAsync("presence_parked_event", staying) >= 2);
        await impatient.Cluster.StartAgainAsync(doomed);
        await _app.V1Async(HttpMethod.Delete, $"/endpoints/{staying}", ifMatch: true);
    }

    [Fact]
    public async Task Events_beyond_their_retention_are_gone_and_a_follower_is_told_so()
    {
        await HappenedAsync("ancient");
        var oldest = (await _app.ReplayAsync())[0].Position;
        var settings = (await _app.V1Async(HttpMethod.Get, ""))!;
        settings["timings"]!["eventRetention"] = "00:01:00";
        await _app.V1Async(HttpMethod.Put, "", settings, ifMatch: true);

        await Eventually.IsTrueAsync(async () => await StatusOfPageAsync(oldest) == HttpStatusCode.Gone, "the position is gone", Soon);
        await Eventually.IsTrueAsync(async () => (await _app.ReplayAsync()).TrueForAll(one => one.UserId != "ancient"), "the old events are gone", Soon);
        settings["timings"]!["eventRetention"] = "7.00:00:00";
        await _app.V1Async(HttpMethod.Put, "", settings, ifMatch: true);
    }

    /// <summary>An endpoint that gets the events behind a position that are not older than a minute.</summary>
    private JsonObject EndpointFrom(string position)
        => new() { ["url"] = _receiver.Url, ["format"] = "Native", ["startAfter"] = position, ["maxAge"] = "00:01:00" };

    /// <summary>Two events of each user, stored as user states store them, of two minutes ago. Returns a position before them.</summary>
    private async Task<string> HappenedAsync(params string[] users)
    {
        var position = (await _app.ReplayAsync()).LastOrDefault().Position ?? Beginning;
        await using var source = NpgsqlDataSource.Create(impatient.Cluster.ConnectionString);
        var store = new NpgsqlUserStateStore(source);
        var at = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(2);
        foreach (var version in new[] { 1, 2 })
        {
            var writes = users.Select(user => StatusEvents.Write(new UserKey(App, user), StatusEvents.Login("phone", version, at)));
            Assert.All(await store.WriteManyAsync([.. writes], default), result => Assert.IsType<UserStateWriteResult.Written>(result));
        }

        return position;
    }

    private Task WhenTakenAsync(int count)
        => Eventually.IsTrueAsync(() => _receiver.Taken.DistinctBy(one => one.Id).Count() == count, $"{count} events arrive", Soon);

    private Task WhenDeadAsync(string endpoint, int count) => Eventually.IsTrueAsync(
        async () => (long)(await _app.EndpointStateAsync(endpoint))["deadLetters"]! == count, $"{count} dead letters", Soon);

    private async Task<List<JsonNode>> LettersAsync(string endpoint, string query)
        => [.. (await _app.V1Async(HttpMethod.Get, $"/endpoints/{endpoint}/dead-letters{query}"))!["deadLetters"]!.AsArray().Select(one => one!)];

    private async Task<int> CountAsync(string endpoint, string verb, JsonObject selection)
        => (int)(await _app.V1Async(HttpMethod.Post, $"/endpoints/{endpoint}/dead-letters/{verb}", selection))!["count"]!;

    private static JsonObject Selected(params string[] ids) => new() { ["eventIds"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) };

    private async Task<long> RowsAsync(string table, string endpoint)
    {
        await using var source = NpgsqlDataSource.Create(impatient.Cluster.ConnectionString);
        await using var command = source.CreateCommand($"SELECT COUNT(*) FROM {table} WHERE endpoint = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = endpoint });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<HttpStatusCode> StatusOfPageAsync(string after)
    {
        using var request = _app.Authorized(HttpMethod.Get, $"/v1/apps/{TestApp.Id}/events?after={after}");
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
