using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The login policies and the caps over real connections: who stays online, who is pushed out, and what both are told.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class PublicContractPolicyTests(RunningService running) : PublicContractTests(running)
{
    public override async Task DisposeAsync()
    {
        await SetPolicyAsync("Dual");
        await base.DisposeAsync();
    }

    // Each step: the platform that logs in, the one that it pushes out, and what the query shows then.
    [Theory]
    [InlineData("Single", "Android||Android", "Web|Android|Web", "Windows|Web|PC", "iPad|Windows|iPad")]
    [InlineData(
        "Dual", "Android||Android", "Web||Android Web", "Windows|Android|PC Web", "iPad|Windows|Web iPad", "Mac|iPad|Mac Web",
        "iPhone|Mac|Web iPhone")]
    [InlineData(
        "Triple", "Android||Android", "Windows||Android PC", "Web||Android PC Web", "iPhone|Android|PC Web iPhone",
        "Mac|Windows|Mac Web iPhone", "iPad|iPhone|Mac Web iPad")]
    [InlineData(
        "Multi", "Android||Android", "iPhone||Android iPhone", "iPad||Android iPad iPhone", "Windows||Android PC iPad iPhone",
        "Mac||Android Mac PC iPad iPhone", "Web||Android Mac PC Web iPad iPhone")]
    public async Task Login_pushes_out_whom_the_policy_of_the_seed_names(string policy, params string[] steps)
    {
        await SetPolicyAsync(policy);
        var user = $"policy-{policy}";
        Dictionary<string, WireClient> devices = [];
        var platform = "";
        foreach (var step in steps)
        {
            var parts = step.Split('|');
            platform = parts[0];
            devices[platform] = await LogInAsync(user, platform);
            Assert.Equal(Online(parts[2]), await App.StatusAsync(user));
            if (parts[1] is { Length: > 0 } loser)
                await ExpectReplacedAsync(devices[loser], platform);
        }

        // The cap is one device for each platform, so a second one pushes out the first under every policy.
        var second = await LogInAsync(user, platform, device: "second");
        await ExpectReplacedAsync(devices[platform], platform);
        await ExpectAliveAsync(second);
    }

    [Fact]
    public async Task Oldest_page_goes_beyond_the_cap_and_comes_back_only_by_hand()
    {
        const string User = "caps";
        await SetPolicyAsync("Multi", """{"web":2}""");
        var first = await ConnectAsync("json");
        var login = App.Login(User, "Web", "tab-1");
        var session = (await first.LogInAsync(login)).SessionId;
        var second = await LogInAsync(User, "MiniProgram", device: "tab-2");
        var third = await LogInAsync(User, "Web", device: "tab-3");

        await ExpectReplacedAsync(first, "Web");
        Assert.Equal(Online("Web"), await App.StatusAsync(User));
        var answer = await App.PostAsync(
            "openim/query_online_status", $$"""{"To_Account":["{{User}}"],"IsNeedDetail":1,"IsReturnInstid":1}""");
        var instances = answer["QueryResult"]![0]!["Detail"]!.AsArray().Select(device => (long)device!["Instid"]!);
        Assert.Equal(2, instances.Distinct().Count());

        var byItself = await ConnectAsync("json");
        await byItself.SendAsync(new ClientFrame { Login = new Login(login) { ResumeSession = session } });
        await ExpectEndAsync(byItself, CloseCode.Replaced);
        await ExpectAliveAsync(second);
        await (await ConnectAsync("json")).LogInAsync(login);
        await ExpectReplacedAsync(second, "Web");
        await ExpectAliveAsync(third);
    }

    [Theory]
    [InlineData("""{"web":10}""", HttpStatusCode.OK)]
    [InlineData("""{"web":11}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"android":2}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Caps_are_those_of_the_edition(string caps, HttpStatusCode status)
        => Assert.Equal(status, await PutPolicyAsync("Multi", caps));

    [Fact]
    public async Task Policy_that_is_changed_touches_nobody_until_it_is_enforced()
    {
        const string User = "enforced";
        await SetPolicyAsync("Multi");
        var (phone, desktop) = (await LogInAsync(User, "Android"), await LogInAsync(User, "Windows"));

        await SetPolicyAsync("Single");
        Assert.Equal(Online("Android PC"), await App.StatusAsync(User));
        await ExpectAliveAsync(phone);
        await SetPolicyAsync("Single", enforceNow: true);

        await ExpectEndAsync(phone, CloseCode.PolicyChanged);
        await App.WhenStatusAsync(User, Online("PC"), Soon);
        await ExpectAliveAsync(desktop);
    }

    private static string Online(string platforms)
        => $"Online [{string.Join(", ", platforms.Split(' ').Select(platform => $"{platform} Online"))}]";

    private static async Task ExpectReplacedAsync(WireClient device, string by)
        => Assert.Equal(by, (await ExpectEndAsync(device, CloseCode.Replaced)).Kicked.ByPlatform);

    private async Task SetPolicyAsync(string policy, string caps = "{}", bool enforceNow = false)
        => Assert.Equal(HttpStatusCode.OK, await PutPolicyAsync(policy, caps, enforceNow));

    private async Task<HttpStatusCode> PutPolicyAsync(string policy, string caps, bool enforceNow = false)
    {
        using var request = App.Authorized(HttpMethod.Put, $"/v1/apps/{TestApp.Id}/login-policy?enforceNow={enforceNow}");
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        var body = $$"""{"loginPolicy":"{{policy}}","instanceCaps":{{caps}}}""";
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await App.Http.SendAsync(request);
        return response.StatusCode;
    }
}
