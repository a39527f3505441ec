using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Everything under <c>/v4</c>. It finds the call, has it admitted, reads the body, and runs it within the server's time. The answer is
/// always HTTP 200 with the envelope (contract §0.2).
/// </summary>
internal sealed partial class TencentEndpoint(
    IEnumerable<ITencentCommand> commands, TencentGate gate, TimeProvider time, IOptions<RestOptions> options, ILogger<TencentEndpoint> log)
{
    private readonly FrozenDictionary<string, ITencentCommand> _commands = commands
        .SelectMany(command => command.Paths.Select(path => KeyValuePair.Create(path, command)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowHeaders = "X-Requested-With";
        response.Headers.AccessControlAllowMethods = "POST";
        var error = await RunWithinTimeAsync(context);
        if (error.Code != 0)
        {
            LogRefused(context.Request.Path.Value ?? "", context.Request.Query["sdkappid"].ToString(), error.Code, error.Text);
            TencentAnswer.Write(response.BodyWriter, error);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async ValueTask<TencentError> RunWithinTimeAsync(HttpContext context)
    {
        if (!_commands.TryGetValue(context.Request.Path.Value ?? "", out var command))
            return TencentError.WrongResource;
        if (!HttpMethods.IsPost(context.Request.Method))
            return TencentError.UnreadableRequest;

        using var deadline = new CancellationTokenSource(options.Value.ServerTimeout, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await RunAsync(context, command, ends.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return command.Family.TimedOut;
        }
        catch (BadHttpRequestException)
        {
            return TencentError.UnreadableRequest;
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The outermost loop of a call: HTTP is 200 even now.
            LogFailed(fault, context.Request.Path.Value ?? "");
            return command.Family.Internal;
        }
    }

    private async ValueTask<TencentError> RunAsync(HttpContext context, ITencentCommand command, CancellationToken cancellationToken)
    {
        var (caller, error) = await gate.AdmitAsync(context.Request.Query, command, cancellationToken);
        if (caller is null)
            return error;
        var reader = context.Request.BodyReader;
        if (await RequestBody.ReadAsync(reader, options.Value.BodyBytesMax, cancellationToken) is not { } body)
            return TencentError.UnreadableRequest;
        try
        {
            return await command.RunAsync(new TencentCall(caller, body, context.Response.BodyWriter, context.Response.Headers, cancellationToken));
        }
        finally
        {
            RequestBody.Release(reader, body);
        }
    }

    [LoggerMessage(4201, LogLevel.Information, "{Path} of app '{App}' was answered with {Code}: {Text}.")]
    private partial void LogRefused(string path, string app, int code, string text);

    [LoggerMessage(4202, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
