using System.Buffers;
using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// Heartbeats that a gateway on one core answers while there is always another one waiting. One heartbeat per connection at a time, each
/// with a send of its own, as clients do; the load runs in this process, on what the gateway leaves.
/// </summary>
internal static class HeartbeatsBenchmark
{
    private const int Runs = 3;
    private const int Connections = 1_000;

    // While one half's answers are read, the other half's heartbeats wait at the gateway.
    private const int Half = Connections / 2;

    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        Console.WriteLine($"Heartbeats of {Connections} connections at a gateway on one core, {Runs} runs of {RunLength.TotalSeconds} s, median (min to max)");
        foreach (var format in new[] { WireFormat.Tcp, WireFormat.WebSocketProtobuf })
        {
            var runs = new List<HeartbeatRun>();
            for (var run = 0; run < Runs; run++)
                runs.Add(await MeasureAsync(format));
            Console.WriteLine(
                $"{(format == WireFormat.Tcp ? "TCP" : "WebSocket"),-10} {new Spread(runs.Select(run => run.PerSecond)).Describe("F0")} per second"
                + $"   {new Spread(runs.Select(run => run.PerProcessorSecond)).Describe("F0")} per processor second"
                + $"   {new Spread(runs.Select(run => run.AllocatedBytes)).Describe("F2")} bytes allocated each");
        }
    }

    private static async Task<HeartbeatRun> MeasureAsync(WireFormat format)
    {
        await using var process = await MeasuredProcess.StartGatewayAsync(
            onOneCore: true, "--Gateway:FramesPerSecondMax=1000000", "--Gateway:FrameBurst=1000000");
        using var clients = await LoadClients.OpenAsync(format == WireFormat.Tcp ? process.Tcp : process.Http, format, first: 0, Connections);
        var heartbeat = new ArrayBufferWriter<byte>();
        format.Write(new ClientFrame { Heartbeat = new Heartbeat() }, heartbeat);

        // Until the code is compiled for good.
        Beat(clients, format, heartbeat.WrittenSpan, RunLength);
        var time = TimeProvider.System;
        var allocatedBefore = await process.CollectAsync();
        var (processorBefore, startedAt) = (process.ProcessorTime, time.GetTimestamp());
        var count = Beat(clients, format, heartbeat.WrittenSpan, RunLength);
        var (elapsed, processor) = (time.GetElapsedTime(startedAt), process.ProcessorTime - processorBefore);
        var allocated = await process.CollectAsync() - allocatedBefore;
        return new HeartbeatRun(count / elapsed.TotalSeconds, count / processor.TotalSeconds, (double)allocated / count);
    }

    private static long Beat(LoadClients clients, WireFormat format, ReadOnlySpan<byte> heartbeat, TimeSpan length)
    {
        var first = clients.All[..Half];
        var second = clients.All[Half..];
        var time = TimeProvider.System;
        var count = 0L;
        Send(first, heartbeat);
        for (var startedAt = time.GetTimestamp(); time.GetElapsedTime(startedAt) < length; count += Connections)
        {
            Send(second, heartbeat);
            Drop(first, format.HeartbeatAck.Length);
            Send(first, heartbeat);
            Drop(second, format.HeartbeatAck.Length);
        }

        Drop(first, format.HeartbeatAck.Length);
        return count + Half;
    }

    private static void Send(ReadOnlySpan<LoadClient> clients, ReadOnlySpan<byte> heartbeat)
    {
        foreach (var client in clients)
            client.Send(heartbeat);
    }

    private static void Drop(ReadOnlySpan<LoadClient> clients, int answerBytes)
    {
        foreach (var client in clients)
            client.Drop(answerBytes);
    }

    private sealed record HeartbeatRun(double PerSecond, double PerProcessorSecond, double AllocatedBytes);
}
