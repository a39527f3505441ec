using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Delivery.Http;
using PresenceCluster.Tests.Gateway.Rest;

namespace PresenceCluster.Tests.Delivery.Http;

/// <summary>The real sender, allowed to post to this machine unless the test says otherwise.</summary>
internal sealed class SenderUnderTest : IDisposable
{
    private readonly WebhookSender _sender;

    public SenderUnderTest(WebhookSenderOptions? settings = null, TimeProvider? clock = null)
    {
        var options = Options.Create(settings ?? new WebhookSenderOptions { AllowPrivateAddresses = true });
        var time = clock ?? TimeProvider.System;
        var apps = new AppDirectory(new FakeGrains(), time, Options.Create(new AppDirectoryOptions()), NullLogger<AppDirectory>.Instance);
        _sender = new WebhookSender(new AddressGuard(options), apps, new AnswerReader(options, time), options, time);
    }

    public static WebhookEndpoint Tencent(string url, TimeSpan? timeout = null) => new()
    {
        Id = "t",
        Url = url,
        Format = WebhookFormat.Tencent,
        Timeout = timeout ?? TimeSpan.FromSeconds(10),
    };

    public static WebhookEndpoint Native(string url, TimeSpan? timeout = null) => Tencent(url, timeout) with
    {
        Id = "n",
        Format = WebhookFormat.Native,
        Secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    };

    public Task<DeliveryResult> SendAsync(WebhookEndpoint endpoint, params OutgoingEvent[] events) => SendAsync(endpoint, default, events);

    public Task<DeliveryResult> SendAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken, params OutgoingEvent[] events)
    {
        ImmutableArray<OutgoingEvent> batch = events is [] ? [EventExamples.Outgoing(EventExamples.Login(Platform.IPhone))] : [.. events];
        return _sender.SendAsync(EventExamples.App, endpoint, batch, cancellationToken);
    }

    public Task<string?> FindAddressFaultAsync(string url) => _sender.FindAddressFaultAsync(url, CancellationToken.None);

    public void Dispose() => _sender.Dispose();
}
