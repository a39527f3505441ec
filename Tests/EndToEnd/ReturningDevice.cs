using System.Collections.Concurrent;
using System.Net.Sockets;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// A device that behaves as a client should: it tries again as long as the answer allows it, and moves when it is told to go.
/// </summary>
internal sealed class ReturningDevice(TestApp app, string user, string platform) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private WireClient? _client;

    public string User => user;

    public WireClient Client => _client ?? throw new InvalidOperationException("Not logged in.");

    /// <summary>The codes of the answers that were not an admission.</summary>
    public ConcurrentQueue<uint> Refusals { get; } = [];

    /// <summary>Logs in at a gateway. The older connection is closed afterwards, so that the user always has one.</summary>
    public async Task<TimeSpan> LogInAsync(ServiceProcess gateway, TimeSpan? within = null)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        WireClient? admitted = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                admitted = await TryAsync(gateway);
                if (admitted is null)
                    await Task.Delay(Pause, TimeProvider.System);
                return admitted is not null;
            },
            $"{user} is admitted",
            within);
        if (_client is { } older)
            await older.DisposeAsync();
        _client = admitted;
        return TimeProvider.System.GetElapsedTime(startedAt);
    }

    /// <summary>Waits to be told to go, and moves to another gateway when told.</summary>
    public async Task FollowAsync(ServiceProcess next)
    {
        var frame = await Client.ReceiveAsync("the go-away", TimeSpan.FromSeconds(30));
        Assert.Equal(ServerFrame.KindOneofCase.GoAway, frame.KindCase);
        await Task.Delay(TimeSpan.FromMilliseconds(frame.GoAway.ReconnectAfterMs), TimeProvider.System);
        await LogInAsync(next);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
    }

    private async Task<WireClient?> TryAsync(ServiceProcess gateway)
    {
        WireClient client;
        try
        {
            client = await WireClient.ConnectTcpAsync(gateway.TcpPort);
        }
        catch (SocketException)
        {
            return null;
        }

        await client.SendAsync(new ClientFrame { Login = app.Login(user, platform, "device") });
        var answer = await client.ReceiveAsync("the answer to a login");
        if (answer.KindCase == ServerFrame.KindOneofCase.LoginResult)
            return client;
        Assert.True(answer.KindCase == ServerFrame.KindOneofCase.Error && answer.Error.MayReconnect, answer.ToString());
        Refusals.Enqueue(answer.Error.Code);
        await client.DisposeAsync();
        return null;
    }
}
