using PresenceCluster.AdminConsole.Events;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The console has a text in the operator's language for every name of the service.</summary>
public sealed class EventWordsTests
{
    [Fact]
    public void Every_reason_that_a_delivery_fails_for_is_said_in_every_language()
        => Assert.All(Enum.GetNames<DeliveryFault>(), name =>
        {
            var said = EventWords.OfFault(name);
            Assert.NotEqual(name, said.English);
            Assert.NotEqual(said.English, said.Japanese);
        });

    [Fact]
    public void Every_cause_that_holds_events_up_is_said_in_every_language()
    {
        var said = Enum.GetValues<DeliveryCause>().Where(cause => cause != DeliveryCause.None).Select(EventWords.OfCause).ToList();

        Assert.All(said, phrase => Assert.NotNull(phrase));
        Assert.Equal(said.Count, said.Distinct().Count());
        Assert.Null(EventWords.OfCause(DeliveryCause.None));
    }
}
