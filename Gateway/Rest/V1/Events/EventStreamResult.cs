using PresenceCluster.Gateway.Events;

namespace PresenceCluster.Gateway.Rest.V1.Events;

/// <summary>Answers with a live stream, and ends the answer whenever the stream ends.</summary>
internal sealed partial class EventStreamResult(EventStream stream, CancellationToken processStopping, ILogger<EventStreamResult> log) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Asks proxies that buffer answers to pass this one on at once.
        response.Headers["X-Accel-Buffering"] = "no";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, processStopping);
        try
        {
            await stream.WriteAsync(response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader is gone, its time is up, or the process stops. The reader comes back with the last id that it saw.
        }
        catch (TimeoutException)
        {
            LogSlowReader(httpContext.Request.Path.Value ?? "");
            httpContext.Abort();
        }
        catch (Exception fault)
        {
            // The outermost loop of a stream. The answer has begun, so it can only be ended.
            LogFailed(fault, httpContext.Request.Path.Value ?? "");
            httpContext.Abort();
        }
    }

    [LoggerMessage(4502, LogLevel.Information, "A reader of {Path} was too slow and is disconnected.")]
    private partial void LogSlowReader(string path);

    [LoggerMessage(4503, LogLevel.Warning, "A stream of {Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
