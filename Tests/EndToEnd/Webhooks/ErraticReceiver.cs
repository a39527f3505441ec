using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>
/// A back end that receives webhooks over real HTTP and fails at times. A failing request is refused, or accepted and answered with an
/// error, or cut off after it was accepted, so that the sender cannot know. A stalled request is accepted too. While the back end is down,
/// its port is closed.
/// </summary>
/// <param name="failureShare">The share of requests that fail, 0 to 1.</param>
/// <param name="stallShare">The share of requests that are answered after <see cref="Stall"/>.</param>
internal sealed class ErraticReceiver(double failureShare, double stallShare) : IAsyncDisposable
{
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(5);

    private const int Seed = 31;

    private readonly int _port = ServiceProcess.FreePorts(1)[0];
    private readonly Random _chance = new(Seed);
    private WebApplication? _web;
    private int _requests;
    private int _failed;
    private int _stalled;

    public string Url => $"http://127.0.0.1:{_port}/events";

    public bool IsDown => _web is null;

    public int Requests => Volatile.Read(ref _requests);

    public int Failed => Volatile.Read(ref _failed);

    public int Stalled => Volatile.Read(ref _stalled);

    /// <summary>Every accepted event, in the order of arrival, repetitions included.</summary>
    public ConcurrentQueue<FollowedEvent> Taken { get; } = new();

    /// <summary>Begins to listen, for the first time or again.</summary>
    public async Task ComeUpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _web = builder.Build();
        _web.MapPost("/events", TakeAsync);
        await _web.StartAsync();
    }

    /// <summary>Stops listening at once; open connections are cut off.</summary>
    public async Task GoDownAsync()
    {
        if (_web is not { } web)
            return;
        _web = null;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await web.StopAsync(now.Token);
        await web.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await GoDownAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var (fate, kind) = Draw();
        var fails = fate < failureShare;
        if (fails)
            Interlocked.Increment(ref _failed);
        if (!fails || kind > 0)
            await KeepAsync(context);
        if (!fails && fate > 1 - stallShare)
        {
            Interlocked.Increment(ref _stalled);
            await Task.Delay(Stall, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (fails && kind == 2)
            context.Abort();
        else
            context.Response.StatusCode = fails ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
    }

    private (double Fate, int Kind) Draw()
    {
        lock (_chance)
            return (_chance.NextDouble(), _chance.Next(3));
    }

    private async Task KeepAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var data = body.RootElement.GetProperty("data");
        if (data.ValueKind == JsonValueKind.Object)
        {
            Keep(data);
            return;
        }

        foreach (var one in data.EnumerateArray())
            Keep(one);
    }

    private void Keep(JsonElement one) => Taken.Enqueue(FollowedEvent.Of(one.Deserialize(StatusEventJson.Default.StatusEventBody)!));
}
