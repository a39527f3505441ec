using System.Collections.Immutable;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery.Formats;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>
/// Posts events over HTTP: one attempt, bounded in time by the endpoint's time-out per POST and in memory by
/// <see cref="WebhookSenderOptions"/>. Failures of the receiver are results, never exceptions.
/// </summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    private const int AnswerHeaderKilobytesMax = 16;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan IdleConnectionLifetime = TimeSpan.FromMinutes(1);
    private static readonly ProductInfoHeaderValue UserAgent =
        new("PresenceCluster", typeof(WebhookSender).Assembly.GetName().Version!.ToString(fieldCount: 3));

    // A look-up that takes longer must not hold up the operator's question.
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _http;
    private readonly AddressGuard _guard;
    private readonly AppDirectory _apps;
    private readonly AnswerReader _answers;
    private readonly TimeProvider _time;

    public WebhookSender(AddressGuard guard, AppDirectory apps, AnswerReader answers, IOptions<WebhookSenderOptions> options, TimeProvider time)
    {
        (_guard, _apps, _answers, _time) = (guard, apps, answers, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            ConnectTimeout = options.Value.ConnectTimeout,
            MaxConnectionsPerServer = options.Value.ConnectionsPerHostMax,
            PooledConnectionLifetime = options.Value.ConnectionLifetime,
            PooledConnectionIdleTimeout = IdleConnectionLifetime,
            MaxResponseHeadersLength = AnswerHeaderKilobytesMax,
            // An answer beyond the limit is not read to its end: its connection is closed.
            ResponseDrainTimeout = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        });
    }

    /// <inheritdoc/>
    public async Task<DeliveryResult> SendAsync(
        AppId app, WebhookEndpoint endpoint, ImmutableArray<OutgoingEvent> batch, CancellationToken cancellationToken)
    {
        var harmonyName = (_apps.Find(app)?.Settings ?? new AppSettings()).HarmonyPlatformName;
        ImmutableArray<WebhookRequest> requests;
        try
        {
            requests = WebhookRequest.For(app, endpoint, batch, harmonyName, _time.GetUtcNow());
        }
        catch (FormatException)
        {
            // The settings were stored under other rules than today's. The fault's own message could quote the secret.
            return new DeliveryResult.Refused(DeliveryFault.Configuration, "The URL or a secret of the endpoint is not valid.");
        }

        DeliveryResult result = new DeliveryResult.Delivered();
        foreach (var request in requests)
        {
            var answer = await PostAsync(endpoint, request, cancellationToken);
            // The requests before it are made again with it: at least once, in order. Without repetition each request is made once.
            if (answer is DeliveryResult.Refused && endpoint.Retry)
                return answer;
            if (answer is DeliveryResult.Refused || result is DeliveryResult.Delivered { Complaint: null })
                result = answer;
        }

        return result;
    }

    /// <inheritdoc/>
    public async Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.IdnHost.Length == 0)
            return null;
        using var patience = new CancellationTokenSource(LookUpPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _guard.FindFaultAsync(parsed.IdnHost, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<DeliveryResult> PostAsync(WebhookEndpoint endpoint, WebhookRequest request, CancellationToken cancellationToken)
    {
        using var expires = new CancellationTokenSource(endpoint.Timeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(expires.Token, cancellationToken);
        try
        {
            using var message = ToMessage(request);
            using var response = await _http.SendAsync(message, attempt.Token);
            return await _answers.JudgeAsync(endpoint.Format, response, attempt.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.Refused(DeliveryFault.Timeout, $"No answer within {endpoint.Timeout:c}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return SendFault.Judge(fault);
        }
    }

    private static HttpRequestMessage ToMessage(WebhookRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url)
        {
            Content = new ByteArrayContent(request.Body) { Headers = { ContentType = Json } },
            Headers = { UserAgent = { UserAgent } },
        };
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
