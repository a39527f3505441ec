using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>
/// Webhooks of the real service to a local receiver: how fast a backlog goes out, one event per POST and batched, each user's events in
/// order, against plain POSTs of the same size in the same run; and how long after it happened a login or logout arrives, at a rate far
/// below that.
/// </summary>
internal static class DeliveryBenchmark
{
    private const int Runs = 3;
    private const int Concurrency = 64;
    private const int BatchMax = 100;
    private const int EventBytes = 420;
    private const int ChangesPerSecond = 500;
    private const int SteadyUsers = 200;

    private static readonly TimeSpan FloorLength = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan DelayLength = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    public static async Task RunAsync(string? connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await FilledLog.FillAsync(storage.Options);
        await using var process = await MeasuredProcess.StartServiceAsync([.. storage.Arguments, "--Webhooks:AllowPrivateAddresses=true"]);
        await using var receiver = new PostReceiver();
        using var endpoints = new EndpointClient(process.Http);
        Console.WriteLine(
            $"{storage.Options.Mode}: webhooks of {FilledLog.Events} events of {FilledLog.Users} users, {Concurrency} POSTs at once, "
                + $"{Runs} runs, median (min to max)");
        await DrainAsync(process, endpoints, receiver, BatchMax);
        await MeasureBacklogAsync(process, endpoints, receiver, batchMax: 1);
        await MeasureBacklogAsync(process, endpoints, receiver, BatchMax);
        await MeasureDelayAsync(process, endpoints, receiver);
    }

    private static async Task MeasureBacklogAsync(MeasuredProcess process, EndpointClient endpoints, PostReceiver receiver, int batchMax)
    {
        var floors = new List<double>();
        var runs = new List<BacklogRun>();
        for (var run = 0; run < Runs; run++)
        {
            receiver.Take = null;
            floors.Add(batchMax * await PlainPoster.MeasureAsync(receiver.Url, batchMax * EventBytes, Concurrency, FloorLength));
            runs.Add(await DrainAsync(process, endpoints, receiver, batchMax));
        }

        var rates = new Spread(runs.Select(run => run.PerSecond));
        var floor = new Spread(floors);
        Console.WriteLine(
            $"{(batchMax == 1 ? "single" : $"batches of {batchMax}"),-15} {rates.Describe("F0")} events/s"
            + $"   {new Spread(runs.Select(run => run.PerProcessorSecond)).Describe("F0")} per processor second of the service"
            + $"   plain POSTs {floor.Describe("F0")}   ratio {rates.Median / floor.Median:F2}   repeated {runs.Sum(run => run.Repeated)}");
    }

    /// <summary>Replays the whole log to a new endpoint.</summary>
    private static async Task<BacklogRun> DrainAsync(MeasuredProcess process, EndpointClient endpoints, PostReceiver receiver, int batchMax)
    {
        var arrivals = new Arrivals(FilledLog.Users);
        receiver.Take = arrivals.Take;
        var time = TimeProvider.System;
        var processorBefore = process.ProcessorTime;
        var id = await endpoints.AddAsync(receiver.Url, batchMax, Concurrency, replays: true);
        var startedAt = time.GetTimestamp();

        // The first event of the log in the embedded file stands at the position that the endpoint starts behind.
        while (arrivals.Count < FilledLog.Events - 1)
        {
            if (receiver.Fault is { } fault)
                throw fault;
            if (time.GetElapsedTime(startedAt) > Patience)
                throw new TimeoutException($"Only {arrivals.Count} of {FilledLog.Events} events arrived.");
            await Task.Delay(Poll, time);
        }

        var elapsed = time.GetElapsedTime(startedAt);
        var processor = process.ProcessorTime - processorBefore;
        await endpoints.RemoveAsync(id);
        return new BacklogRun(arrivals.Count / elapsed.TotalSeconds, arrivals.Count / processor.TotalSeconds, arrivals.Repeated);
    }

    private static async Task MeasureDelayAsync(MeasuredProcess process, EndpointClient endpoints, PostReceiver receiver)
    {
        await endpoints.AddAsync(receiver.Url, batchMax: 1, Concurrency, replays: false);
        await ComeAndGoAsync(process);
        var (p50, p99, busy, rates) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            var arrivals = new Arrivals(FilledLog.Users);
            receiver.Take = arrivals.Take;
            var (processorBefore, startedAt) = (process.ProcessorTime, TimeProvider.System.GetTimestamp());
            await ComeAndGoAsync(process);
            var elapsed = TimeProvider.System.GetElapsedTime(startedAt);
            busy.Add((process.ProcessorTime - processorBefore) / elapsed);
            var delays = arrivals.Delays.Select(delay => delay.TotalMilliseconds).Order().ToArray();
            rates.Add(delays.Length / elapsed.TotalSeconds);
            p50.Add(delays[delays.Length / 2]);
            p99.Add(delays[delays.Length * 99 / 100]);
        }

        Console.WriteLine(
            $"delay           p50 {new Spread(p50).Describe("F1")} ms   p99 {new Spread(p99).Describe("F1")} ms from a login or logout to its arrival,"
            + $" at {new Spread(rates).Describe("F0")} changes/s; the service computes {new Spread(busy).Describe("F2")} processor seconds a second");
    }

    /// <summary>Users log in and close their connections, on blocking sockets and threads of their own, at a fixed rate.</summary>
    private static async Task ComeAndGoAsync(MeasuredProcess process)
    {
        const int threads = 16;
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var turns = -1;
        using var never = new ManualResetEventSlim();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var number = thread; ; number = thread + ((number + threads) % SteadyUsers / threads * threads))
                {
                    var due = TimeSpan.FromSeconds(Interlocked.Increment(ref turns) * 2.0 / ChangesPerSecond);
                    if (due > DelayLength)
                        return;
                    if (due - time.GetElapsedTime(startedAt) is { Ticks: > 0 } early)
                        never.Wait(early);
                    LoadClient.Open(process.Tcp, WireFormat.Tcp, number + 1).Dispose();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    private sealed record BacklogRun(double PerSecond, double PerProcessorSecond, long Repeated);
}
