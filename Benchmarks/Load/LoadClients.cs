using System.Net;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks.Load;

/// <summary>Many logged-in sessions, opened some at a time.</summary>
internal sealed class LoadClients : IDisposable
{
    private const int AtOnce = 64;

    private readonly LoadClient[] _clients;

    private LoadClients(int count) => _clients = new LoadClient[count];

    public ReadOnlySpan<LoadClient> All => _clients;

    /// <summary>Logs users in by number, on blocking sockets and threads of their own.</summary>
    public static async Task<LoadClients> OpenAsync(IPEndPoint door, WireFormat format, int first, int count)
    {
        var clients = new LoadClients(count);
        var next = -1;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, count)).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    while (Interlocked.Increment(ref next) is var index && index < count)
                        clients._clients[index] = LoadClient.Open(door, format, first + index);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            return clients;
        }
        catch
        {
            clients.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients)
            client?.Dispose();
    }
}
