using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>The log says once why events do not reach an endpoint, and once that they do again.</summary>
public sealed class DeliveryJournalTests : IDisposable
{
    private const int HeldUp = 2609;
    private const int Resumed = 2610;
    private const int LeftOut = 2611;

    private readonly RecordedLog _log = new();
    private readonly LoggerFactory _logs;
    private readonly DeliveryJournal _journal;

    private WebhookEndpoint _endpoint = new() { Id = "e1", Events = [StatusAction.Login] };

    public DeliveryJournalTests()
    {
        _logs = new LoggerFactory([_log]);
        _journal = new DeliveryJournal(_logs.CreateLogger<DeliveryJournal>());
    }

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData(DeliveryCause.Disabled)]
    [InlineData(DeliveryCause.AddressRefused)]
    [InlineData(DeliveryCause.Clock)]
    [InlineData(DeliveryCause.Breaker)]
    [InlineData(DeliveryCause.Failing)]
    [InlineData(DeliveryCause.LongTransaction)]
    [InlineData(DeliveryCause.EarlierEvent)]
    public void Cause_is_logged_once_and_its_end_once(DeliveryCause cause)
    {
        Look(cause, cause, cause, cause);
        Assert.Equal((HeldUp, $"Events of app 7 do not reach endpoint e1. Cause {cause}: Because."), Assert.Single(_log.Lines));

        Look(DeliveryCause.None, DeliveryCause.None, DeliveryCause.None);
        Assert.Equal([HeldUp, Resumed], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public void Cause_that_one_look_alone_has_found_is_not_logged()
    {
        Look(DeliveryCause.Failing, DeliveryCause.None, DeliveryCause.EarlierEvent, DeliveryCause.None, DeliveryCause.None);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Cause_that_follows_another_one_is_logged()
    {
        Look(DeliveryCause.Failing, DeliveryCause.Failing, DeliveryCause.Breaker, DeliveryCause.Breaker);

        Assert.Equal([HeldUp, HeldUp], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public void Grace_is_ordinary()
    {
        Look(DeliveryCause.Grace, DeliveryCause.Grace, DeliveryCause.Grace);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Filter_is_logged_once_for_its_settings()
    {
        Look(DeliveryCause.Filter, DeliveryCause.Filter, DeliveryCause.None, DeliveryCause.None);
        _endpoint = _endpoint with { Events = [StatusAction.Login], Concurrency = 2 };
        Look(DeliveryCause.Filter, DeliveryCause.Filter);
        Assert.Equal((LeftOut, "An event of app 7 was not sent to endpoint e1: Because."), Assert.Single(_log.Lines));

        _endpoint = _endpoint with { Events = [StatusAction.Logout] };
        Look(DeliveryCause.Filter, DeliveryCause.Filter, DeliveryCause.Filter);
        Assert.Equal([LeftOut, LeftOut], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public void Endpoint_that_was_removed_is_forgotten()
    {
        Look(DeliveryCause.Failing, DeliveryCause.Failing);
        _journal.Note([]);
        Look(DeliveryCause.Failing, DeliveryCause.Failing);

        Assert.Equal([HeldUp, HeldUp], _log.Lines.Select(line => line.Event));
    }

    private void Look(params ReadOnlySpan<DeliveryCause> causes)
    {
        foreach (var cause in causes)
            _journal.Note([(new AppId(7), _endpoint, new DeliveryExplanation { Cause = cause, Text = "Because." })]);
    }
}
