using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;

namespace PresenceCluster.Tests.Storage;

/// <summary>
/// A connection pooler in transaction mode, as a driver sees PgBouncer. Each transaction gets any of a few connections to the server, with
/// the statements that others have prepared there. The number of the process that it tells a client is made up. It knows no passwords.
/// </summary>
internal sealed class TransactionPooler : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private const int CancelRequest = 80877102;

    // No process of an operating system has this number or a larger one.
    private const int ProcessesMax = 1 << 22;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;

    // Null stands for a connection that is not open yet.
    private readonly Channel<Stream?> _servers = Channel.CreateUnbounded<Stream?>();
    private readonly List<Task> _clients = [];
    private readonly Task _accepting;

    private byte[]? _start;
    private List<byte[]>? _greeting;

    /// <param name="connectionString">The server.</param>
    /// <param name="connections">How many connections to the server there are at most.</param>
    public TransactionPooler(string connectionString, int connections)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        for (var count = 0; count < connections; count++)
            _servers.Writer.TryWrite(null);
        _listener.Start();
        (server.Host, server.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        ConnectionString = server.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database, reached through the pooler.</summary>
    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients);
        while (_servers.Reader.TryRead(out var server))
            server?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _clients.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        Stream? server = null;
        try
        {
            if (!await WelcomeAsync(client))
                return;
            while (await ReadAsync(client) is var message && message[0] != 'X')
            {
                server ??= await TakeServerAsync();
                await server.WriteAsync(message, _stop.Token);
                if (message[0] is (byte)'S' or (byte)'Q' && await RelayAsync(server, client) == 'I')
                {
                    _servers.Writer.TryWrite(server);
                    server = null;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // One of the two sides is gone, or the test is over.
        }
        finally
        {
            if (server is not null)
            {
                // It is in the middle of a transaction, which no other client may get.
                await server.DisposeAsync();
                _servers.Writer.TryWrite(null);
            }
        }
    }

    /// <summary>Begins a client's connection as the server did; false for one that asks for something else.</summary>
    private async Task<bool> WelcomeAsync(Stream client)
    {
        var start = await ReadStartAsync(client);
        while (CodeOf(start) is SslRequest or GssRequest)
        {
            await client.WriteAsync("N"u8.ToArray(), _stop.Token);
            start = await ReadStartAsync(client);
        }

        if (CodeOf(start) == CancelRequest)
            return false;
        Interlocked.CompareExchange(ref _start, start, null);
        if (_greeting is null)
            _servers.Writer.TryWrite(await TakeServerAsync());
        foreach (var message in _greeting!)
        {
            var told = (byte[])message.Clone();
            if (told[0] == 'K')
                BinaryPrimitives.WriteInt32BigEndian(told.AsSpan(5), Random.Shared.Next(ProcessesMax, int.MaxValue));
            await client.WriteAsync(told, _stop.Token);
        }

        return true;
    }

    private async Task<Stream> TakeServerAsync() => await _servers.Reader.ReadAsync(_stop.Token) ?? await OpenServerAsync();

    private async Task<Stream> OpenServerAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_host, _port, _stop.Token);
        var server = new NetworkStream(socket, ownsSocket: true);
        await server.WriteAsync(_start, _stop.Token);
        List<byte[]> greeting = [];
        do
        {
            greeting.Add(await ReadAsync(server));
            if (greeting[^1][0] == 'R' && BinaryPrimitives.ReadInt32BigEndian(greeting[^1].AsSpan(5)) != 0)
                throw new InvalidOperationException("The server asks for a password, which the pooler of the tests does not know.");
        }
        while (greeting[^1][0] != 'Z');
        _greeting ??= greeting;
        return server;
    }

    /// <summary>Passes the answer on, and returns the state of the transaction behind it; I for none.</summary>
    private async Task<byte> RelayAsync(Stream server, Stream client)
    {
        byte[] message;
        do
        {
            message = await ReadAsync(server);
            await client.WriteAsync(message, _stop.Token);
        }
        while (message[0] != 'Z');
        return message[5];
    }

    // The first message of a connection has no type.
    private async Task<byte[]> ReadStartAsync(Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, _stop.Token);
        return await ReadRestAsync(stream, length, BinaryPrimitives.ReadInt32BigEndian(length));
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head, _stop.Token);
        return await ReadRestAsync(stream, head, 1 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)));
    }

    private async Task<byte[]> ReadRestAsync(Stream stream, byte[] head, int length)
    {
        var message = new byte[length];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length), _stop.Token);
        return message;
    }

    private static int CodeOf(byte[] start) => BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(4));
}
