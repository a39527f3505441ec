using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// What an idle logged-in session weighs: growth of the process's resident memory, divided by the sessions. For the gateway's part alone,
/// after a forced collection; and for the whole service, user grains and presence table included, as its own collector leaves it.
/// </summary>
internal static class ConnectionsBenchmark
{
    private const int Sessions = 19_000;
    private const int Runs = 3;

    // So that code is compiled and pools are filled before the first look.
    private const int WarmUpSessions = 10_000;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(bool isService)
    {
        Console.WriteLine(
            $"Growth of RSS per idle session at {Sessions} sessions, {(isService ? "whole service" : "gateway alone")}, {Runs} runs, median (min to max)");
        foreach (var format in new[] { WireFormat.Tcp, WireFormat.WebSocketProtobuf })
        {
            var runs = new List<double>();
            for (var run = 0; run < Runs; run++)
                runs.Add(await MeasureAsync(isService, format));
            Console.WriteLine($"{(format == WireFormat.Tcp ? "TCP" : "WebSocket"),-10} {new Spread(runs).Describe("F0")} bytes");
        }
    }

    private static async Task<double> MeasureAsync(bool isService, WireFormat format)
    {
        await using var process = isService ? await MeasuredProcess.StartServiceAsync() : await MeasuredProcess.StartGatewayAsync(onOneCore: false);
        var door = format == WireFormat.Tcp ? process.Tcp : process.Http;
        (await LoadClients.OpenAsync(door, format, first: 0, WarmUpSessions)).Dispose();
        var before = await SettleAsync(process, isService);
        using var clients = await LoadClients.OpenAsync(door, format, first: WarmUpSessions, Sessions);
        return (double)(await SettleAsync(process, isService) - before) / Sessions;
    }

    private static async Task<long> SettleAsync(MeasuredProcess process, bool isService)
    {
        await Task.Delay(IdleTime, TimeProvider.System);
        if (!isService)
            await process.CollectAsync();
        return process.ResidentBytes;
    }
}
