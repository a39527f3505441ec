using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The base of the tests of the Tencent-compatible API: one host each, and checks of the envelope.</summary>
public abstract class TencentTests : IAsyncLifetime
{
    private const int RefusedEvent = 4201;

    internal RestHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await RestHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    internal FakeUserGrain User(string userId)
        => Host.Grains.GetGrain<IUserGrain>(new UserKey(new AppId(RestHost.App), userId).ToString()) as FakeUserGrain
            ?? throw new InvalidOperationException("The fake factory hands out fake grains.");

    internal static int CodeOf(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        var code = document.RootElement.GetProperty("ErrorCode").GetInt32();
        Assert.Equal(code == 0 ? "OK" : "FAIL", document.RootElement.GetProperty("ActionStatus").GetString());
        Assert.Equal(code == 0, document.RootElement.GetProperty("ErrorInfo").GetString()!.Length == 0);
        return code;
    }

    /// <summary>The call failed as a whole: the answer is the envelope alone, the log has one line, and nothing was changed.</summary>
    internal void AssertRefused(int code, string answer)
    {
        Assert.Equal(code, CodeOf(answer));
        using var document = JsonDocument.Parse(answer);
        Assert.Equal(["ActionStatus", "ErrorInfo", "ErrorCode"], document.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Single(Host.Log.Lines, line => line.Event == RefusedEvent);
        Host.AssertNothingChanged();
    }
}
