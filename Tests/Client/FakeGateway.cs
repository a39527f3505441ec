using System.Threading.Channels;
using PresenceCluster.Client;
using PresenceCluster.Client.Connections;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Client;

/// <summary>A gateway in memory: the test takes each connection that the client opens and plays the other side.</summary>
internal sealed class FakeGateway
{
    private readonly Channel<FakeConnection> _connections = Channel.CreateUnbounded<FakeConnection>();

    /// <summary>Whether nothing listens.</summary>
    public bool IsDown { get; set; }

    public int Attempts { get; private set; }

    public Task<IClientConnection> OpenAsync(PresenceClientOptions options, CancellationToken cancellationToken)
    {
        Attempts++;
        if (IsDown)
            throw new IOException("Connection refused.");
        var connection = new FakeConnection();
        _connections.Writer.TryWrite(connection);
        return Task.FromResult<IClientConnection>(connection);
    }

    public Task<FakeConnection> NextConnectionAsync() => Expect.NextAsync(_connections.Reader, "a connection of the client");

    /// <summary>Takes the next connection and admits its login.</summary>
    public async Task<(FakeConnection Connection, Login Login)> AdmitAsync(string sessionId = "s1", uint intervalMs = 120_000, uint timeoutMs = 400_000)
    {
        var connection = await NextConnectionAsync();
        var login = (await connection.NextFrameAsync()).Login;
        connection.Say(new ServerFrame
        {
            LoginResult = new LoginResult { SessionId = sessionId, Epoch = 1, HeartbeatIntervalMs = intervalMs, HeartbeatTimeoutMs = timeoutMs },
        });
        return (connection, login);
    }
}

/// <summary>One connection to the <see cref="FakeGateway"/>.</summary>
internal sealed class FakeConnection : IClientConnection
{
    private readonly Channel<ClientFrame> _said = Channel.CreateUnbounded<ClientFrame>();
    private readonly Channel<ServerFrame> _toClient = Channel.CreateUnbounded<ServerFrame>();

    public int? CloseStatus { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<ClientFrame> NextFrameAsync() => Expect.NextAsync(_said.Reader, "a frame of the client");

    public void Say(ServerFrame frame) => _toClient.Writer.TryWrite(frame);

    public void Close(int? status = null)
    {
        CloseStatus = status;
        _toClient.Writer.TryComplete();
    }

    public ValueTask SendAsync(ClientFrame frame, CancellationToken cancellationToken) => _said.Writer.WriteAsync(frame, cancellationToken);

    public async ValueTask<ServerFrame?> ReceiveAsync(CancellationToken cancellationToken)
        => await _toClient.Reader.WaitToReadAsync(cancellationToken) ? await _toClient.Reader.ReadAsync(cancellationToken) : null;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Waits for something that must come, and names it when it does not come.</summary>
internal static class Expect
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<T> NextAsync<T>(ChannelReader<T> reader, string what)
    {
        try
        {
            return await reader.ReadAsync().AsTask().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Expected {what}, but none came within {Patience}.");
        }
    }

    public static async Task<TEvent> NextAsync<TEvent>(IAsyncEnumerator<PresenceClientEvent> events)
        where TEvent : PresenceClientEvent
    {
        try
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Patience), $"Expected {typeof(TEvent).Name}, but the events ended.");
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Expected {typeof(TEvent).Name}, but no event came within {Patience}.");
        }

        return Assert.IsType<TEvent>(events.Current);
    }
}
