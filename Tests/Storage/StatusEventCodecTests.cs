using System.Reflection;
using CsCheck;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Tests.Architecture;
using PresenceCluster.Tests.Domain;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class StatusEventCodecTests
{
    private static readonly StatusEvent Full = StatusEvents.Disconnect("phone", long.MaxValue, SessionEndReason.GatewayLost) with
    {
        CustomStatus = "昼休み",
        PushedOut = [StatusEvents.Session("pc", PresenceStatus.PushOnline, StatusEvents.At.AddTicks(1))],
    };

    [Fact]
    public void Event_of_any_random_life_survives_its_stored_form()
        => Happening.Sequences.Sample(
            steps =>
            {
                var life = new RandomLife();
                var state = UserPresence.Unknown;
                foreach (var step in steps)
                {
                    if (life.Next(step, state) is not { } happened)
                        continue;
                    var transition = PresenceMachine.Apply(state, happened, life.Rules, life.Now);
                    state = transition.State;
                    foreach (var published in transition.Effects.OfType<PresenceEffect.PublishEvent>().Select(effect => effect.Event))
                        Assert.Equal(Description.Of(published), Description.Of(StatusEventCodec.Decode(StatusEventCodec.Encode(published))));
                }
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Every_field_of_an_event_is_stored()
    {
        Assert.Equal(Description.Of(Full), Description.Of(StatusEventCodec.Decode(StatusEventCodec.Encode(Full))));
        var plain = new StatusEvent { Version = 0, At = default, Action = 0, Before = 0, After = 0 };
        foreach (var field in typeof(StatusEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Assert.NotEqual(field.GetValue(plain), field.GetValue(Full));
    }

    [Fact]
    public void Event_that_is_cut_short_too_long_or_of_another_format_is_refused()
    {
        var encoded = StatusEventCodec.Encode(Full);

        for (var length = 0; length < encoded.Length; length++)
            Assert.Throws<InvalidDataException>(() => StatusEventCodec.Decode(encoded[..length]));
        Assert.Throws<InvalidDataException>(() => StatusEventCodec.Decode([99, .. encoded[1..]]));
        Assert.Throws<InvalidDataException>(() => StatusEventCodec.Decode([.. encoded, 0]));
    }
}
