using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Everything under <c>/v4</c>. It finds the call, has it admitted, reads the body, and runs it within the server's time. The answer is
/// always HTTP 200 with the envelope (contract §0.2), except to the preflight of a browser.
/// </summary>
internal sealed partial class TencentEndpoint(
    IEnumerable<ITencentCommand> commands, TencentGate gate, TimeProvider time, IOptions<RestOptions> options, ILogger<TencentEndpoint> log)
{
    // How long a browser remembers the answer to its preflight: a day.
    private const string PreflightSeconds = "86400";

    private readonly FrozenDictionary<string, ITencentCommand> _commands = commands
        .SelectMany(command => command.Paths.Select(path => KeyValuePair.Create(path, command)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private readonly TencentError _wrongResource = TencentError.WrongResource with
    {
        Text = $"{TencentError.WrongResource.Text}: there are {string.Join(", ", commands.SelectMany(command => command.Paths))}",
    };

    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowHeaders = "X-Requested-With";
        response.Headers.AccessControlAllowMethods = "POST";
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            // A browser asks before it posts JSON with its Content-Type, and posts only if that is allowed.
            response.Headers.AccessControlAllowHeaders = "X-Requested-With, Content-Type";
            response.Headers.AccessControlMaxAge = PreflightSeconds;
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.ContentType = "application/json";
        var error = await RunWithinTimeAsync(context);
        if (error.Code != 0)
        {
            var app = UrlParameter.Find(context.Request.QueryString, "sdkappid");
            LogRefused(context.Request.Path.Value ?? "", app, error.Code, error.Text);
            TencentAnswer.Write(response.BodyWriter, error);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async ValueTask<TencentError> RunWithinTimeAsync(HttpContext context)
    {
        if (!_commands.TryGetValue(context.Request.Path.Value ?? "", out var command))
            return _wrongResource;
        if (!HttpMethods.IsPost(context.Request.Method))
            return TencentError.NotPost;

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
        var (caller, error) = await gate.AdmitAsync(context.Request.QueryString, command, cancellationToken);
        if (caller is null)
            return error;
        var reader = context.Request.BodyReader;
        if (await RequestBody.ReadAsync(reader, options.Value.BodyBytesMax, cancellationToken) is not { } body)
            return TencentError.BodyTooLarge with { Text = $"The body is larger than {options.Value.BodyBytesMax} bytes" };
        try
        {
            var (address, response) = (context.Connection.RemoteIpAddress, context.Response);
            return await command.RunAsync(new TencentCall(caller, address, body, response.BodyWriter, response.Headers, cancellationToken));
        }
        finally
        {
            RequestBody.Release(reader, body);
        }
    }

    [LoggerMessage(4201, LogLevel.Information, "{Path} of app '{App}' was answered with {Code}: {Text}")]
    private partial void LogRefused(string path, string? app, int code, string text);

    [LoggerMessage(4202, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
