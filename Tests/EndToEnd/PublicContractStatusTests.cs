using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>What queries show, of back ends and of clients, while devices come, end in every way, and come back.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class PublicContractStatusTests(RunningService running) : PublicContractTests(running)
{
    [Theory]
    [InlineData("Android", "tcp", "killed", "Android", true)]
    [InlineData("Android", "json", "closed", "Android", true)]
    [InlineData("Android", "json", "logged out", "Android", false)]
    [InlineData("iPhone", "tcp", "reset", "iPhone", true)]
    [InlineData("iPad", "json", "killed", "iPad", true)]
    [InlineData("HarmonyOS", "protobuf", "killed", "HarmonyOS", true)]
    [InlineData("Windows", "tcp", "killed", "PC", false)]
    [InlineData("Mac", "tcp", "killed", "Mac", false)]
    [InlineData("Linux", "tcp", "reset", "Linux", false)]
    [InlineData("Web", "json", "closed", "Web", false)]
    [InlineData("Web", "json", "killed", "Web", false)]
    [InlineData("MiniProgram", "json", "closed", "Web", false)]
    [InlineData("MiniProgram", "json", "killed", "Web", false)]
    public async Task Device_is_Online_and_after_its_end_what_the_seed_says_until_it_logs_in_again(
        string platform, string door, string end, string shown, bool isReachable)
    {
        var user = $"{platform} {end}";
        var device = await LogInAsync(user, platform, door);
        Assert.Equal($"Online [{shown} Online]", await App.StatusAsync(user));

        await EndAsync(device, end);

        var status = "";
        await Eventually.IsTrueAsync(
            async () => !(status = await App.StatusAsync(user)).StartsWith("Online", StringComparison.Ordinal),
            $"{user} is not Online",
            Soon);
        Assert.Equal(isReachable ? $"PushOnline [{shown} PushOnline]" : "Offline []", status);
        await LogInAsync(user, platform, door);
        Assert.Equal($"Online [{shown} Online]", await App.StatusAsync(user));
    }

    [Fact]
    public async Task Logout_ends_one_device_and_leaves_the_other()
    {
        const string User = "leaves";
        var (phone, page) = (await LogInAsync(User, "Android"), await LogInAsync(User, "Web"));
        Assert.Equal("Online [Android Online, Web Online]", await App.StatusAsync(User));

        await EndAsync(phone, "logged out");
        Assert.Equal("Online [Web Online]", await App.StatusAsync(User));
        await EndAsync(page, "logged out");
        Assert.Equal("Offline []", await App.StatusAsync(User));
    }

    [Fact]
    public async Task Same_device_takes_its_session_over_and_the_late_end_of_its_old_connection_changes_nothing()
    {
        const string User = "takes-over";
        var (first, second) = (await ConnectAsync("json"), await ConnectAsync("tcp"));
        var login = App.Login(User, "Android", "phone");
        var before = await first.LogInAsync(login);
        login.ResumeSession = before.SessionId;

        var after = await second.LogInAsync(login);

        await ExpectEndAsync(first, CloseCode.TakenOver);
        first.Die();
        Assert.Equal(before.SessionId, after.SessionId);
        Assert.True(after.Epoch > before.Epoch, $"Epoch {after.Epoch} follows {before.Epoch}.");
        for (var look = 0; look < 10; look++)
            Assert.Equal("Online [Android Online]", await App.StatusAsync(User));
        await ExpectAliveAsync(second);
    }

    [Fact]
    public async Task Custom_status_is_shown_when_asked_for_and_goes_with_Online()
    {
        const string User = "custom";
        var phone = await LogInAsync(User, "Android");
        Assert.Equal("", await CustomStatusAsync());
        foreach (var text in new[] { "at \"lunch\"\n☕ 忙", new string('x', 100), "", "busy" })
        {
            Assert.Equal(5u, (await SetAsync(text)).CustomStatusResult?.RequestId);
            Assert.Equal(text, await CustomStatusAsync());
        }

        var refused = (await SetAsync(new string('x', 101))).RequestRefused;
        Assert.Equal((5u, 70402u), (refused.RequestId, refused.Code));
        Assert.Equal("busy", await CustomStatusAsync());
        Assert.False((await App.QueryAsync(User)).ContainsKey("CustomStatus"));
        phone.Die();
        await App.WhenStatusAsync(User, "PushOnline [Android PushOnline]", Soon);
        Assert.Equal("", await CustomStatusAsync());

        async Task<ServerFrame> SetAsync(string text)
        {
            await phone.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = text, RequestId = 5 } });
            return await phone.ReceiveAsync("the answer to a custom status");
        }

        async Task<string?> CustomStatusAsync()
        {
            var answer = await App.PostAsync(
                "openim/query_online_status", $$"""{"To_Account":["{{User}}"],"IsReturnCustomStatus":1}""");
            return (string?)answer["QueryResult"]![0]!["CustomStatus"];
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("tcp")]
    [InlineData("protobuf")]
    public async Task Client_is_told_others_statuses_and_refused_too_many_users_without_an_end(string door)
    {
        var tablet = $"asked-{door}";
        await LogInAsync(tablet, "iPad", "tcp");
        var client = await LogInAsync($"asks-{door}", "Windows", door);

        var told = (await AskAsync(7, tablet, "nobody")).QueryResult;
        var refused = (await AskAsync(8, [.. Enumerable.Range(0, 501).Select(number => $"u{number}")])).RequestRefused;

        Assert.Equal(7u, told.RequestId);
        var device = new Device { Platform = "iPad", Status = Status.Online };
        Assert.Equal(new Presence { UserId = tablet, Status = Status.Online, Devices = { device } }, Assert.Single(told.Presences));
        Assert.Equal(new QueryError { UserId = "nobody", Code = 70107 }, Assert.Single(told.Errors));
        Assert.Equal((8u, 90011u), (refused.RequestId, refused.Code));
        await ExpectAliveAsync(client);

        async Task<ServerFrame> AskAsync(uint requestId, params string[] users)
        {
            await client.SendAsync(new ClientFrame { Query = new Query { RequestId = requestId, UserIds = { users } } });
            return await client.ReceiveAsync("the answer to a query");
        }
    }

    private static async Task EndAsync(WireClient device, string end)
    {
        switch (end)
        {
            case "closed":
                await device.ClosePageAsync();
                break;
            case "reset":
                device.Reset();
                break;
            case "logged out":
                await device.SendAsync(new ClientFrame { Logout = new Logout() });
                await device.WhenClosedAsync();
                Assert.Equal(CloseCode.LoggedOut.Number, device.CloseStatus);
                break;
            default:
                device.Die();
                break;
        }
    }
}
