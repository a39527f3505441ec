using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using PresenceCluster.Gateway.Doors;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

public sealed class AcceptLoopTests
{
    [Fact]
    public async Task Accepted_socket_sends_small_answers_at_once()
    {
        var accepted = Channel.CreateUnbounded<Socket>();
        using var loop = new AcceptLoop(
            new IPEndPoint(IPAddress.Loopback, 0),
            backlog: 8,
            socket => accepted.Writer.TryWrite(socket),
            TimeProvider.System,
            NullLogger.Instance);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);

        await client.ConnectAsync(loop.EndPoint);
        using var socket = await accepted.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task Fault_of_one_socket_does_not_close_the_door()
    {
        var accepted = Channel.CreateUnbounded<Socket>();
        var isFirst = true;
        using var loop = new AcceptLoop(
            new IPEndPoint(IPAddress.Loopback, 0),
            backlog: 8,
            socket =>
            {
                accepted.Writer.TryWrite(socket);
                if (isFirst)
                {
                    isFirst = false;
                    throw new InvalidOperationException("A bug.");
                }
            },
            TimeProvider.System,
            NullLogger.Instance);
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(SocketType.Stream, ProtocolType.Tcp);

        await first.ConnectAsync(loop.EndPoint);
        await second.ConnectAsync(loop.EndPoint);

        for (var count = 0; count < 2; count++)
            (await accepted.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience)).Dispose();
    }
}
