using System.Text.RegularExpressions;
using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks;

/// <summary>How many users' presences a second come out of the HTTP query when each call asks for 500 and all of them are online.</summary>
internal static partial class QueryBenchmark
{
    private const int Runs = 3;
    private const int UsersPerCall = 500;
    private const int CallsInFlight = 4;

    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        await using var process = await MeasuredProcess.StartServiceAsync("--Gateway:Rest:QueryCallsPerSecond=1000000");
        using var clients = await LoadClients.OpenAsync(process.Tcp, WireFormat.Tcp, first: 1, UsersPerCall);
        var callers = Enumerable.Range(0, CallsInFlight).Select(_ => new QueryClient(process.Http, UsersPerCall)).ToArray();
        await AskAsync(callers, RunLength);
        Console.WriteLine(
            $"Queries of {UsersPerCall} online users over HTTP, {CallsInFlight} at once, "
                + $"{Runs} runs of {RunLength.TotalSeconds} s, median (min to max)");
        var perSecond = new List<double>();
        var perProcessorSecond = new List<double>();
        var time = TimeProvider.System;
        for (var run = 0; run < Runs; run++)
        {
            var (processorBefore, startedAt) = (process.ProcessorTime, time.GetTimestamp());
            var calls = await AskAsync(callers, RunLength);
            perSecond.Add(calls * UsersPerCall / time.GetElapsedTime(startedAt).TotalSeconds);
            perProcessorSecond.Add(calls * UsersPerCall / (process.ProcessorTime - processorBefore).TotalSeconds);
        }

        foreach (var caller in callers)
        {
            var online = OnlineUser().Count(caller.LastAnswer);
            if (online != UsersPerCall)
                throw new InvalidOperationException($"Only {online} users were answered as online.");
            caller.Dispose();
        }

        Console.WriteLine(
            $"{new Spread(perSecond).Describe("F0")} users per second   {new Spread(perProcessorSecond).Describe("F0")} per processor second of the service");
    }

    private static async Task<long> AskAsync(QueryClient[] callers, TimeSpan length)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var counts = await Task.WhenAll(callers.Select(caller => Task.Run(async () =>
        {
            var calls = 0L;
            for (; time.GetElapsedTime(startedAt) < length; calls++)
                await caller.AskAsync();
            return calls;
        })));
        return counts.Sum();
    }

    [GeneratedRegex("\"Status\":\"Online\"")]
    private static partial Regex OnlineUser();
}
