using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Client;

public sealed class ReconnectDelaysTests
{
    private static readonly PresenceClientOptions Options = ClientSetup.Options(TimeProvider.System);

    [Theory]
    [InlineData(0, 0.0, 500)]
    [InlineData(0, 1.0, 1_000)]
    [InlineData(1, 1.0, 2_000)]
    [InlineData(5, 0.5, 24_000)]
    [InlineData(6, 1.0, 60_000)]
    [InlineData(int.MaxValue, 0.0, 30_000)]
    public void Wait_doubles_up_to_its_maximum_and_is_jittered_by_half(int attempt, double random, double milliseconds)
        => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ReconnectDelays.After(ConnectionEnd.Lost(""), attempt, random, Options));

    [Fact]
    public void Wait_that_the_gateway_asked_for_comes_on_top_and_is_bounded()
    {
        var asked = ConnectionEnd.From(new GoAway { Code = 4040, ReconnectAfterMs = 1_500 });
        var askedTooMuch = ConnectionEnd.From(new GoAway { Code = 4040, ReconnectAfterMs = uint.MaxValue });

        Assert.Equal(TimeSpan.FromMilliseconds(2_000), ReconnectDelays.After(asked, 0, 0, Options));
        Assert.Equal(Options.ReconnectAfterMax + TimeSpan.FromMilliseconds(500), ReconnectDelays.After(askedTooMuch, 0, 0, Options));
    }

    [Fact]
    public void Every_close_status_is_obeyed_as_the_catalogue_says()
        => Assert.All(
            CloseCode.All,
            code => Assert.Equal(
                code.MayReconnect, ReconnectDelays.After(ConnectionEnd.FromStatus(code.Number), 0, 0, Options) is not null));

    [Theory]
    [InlineData(1001)]
    [InlineData(1006)]
    [InlineData(1011)]
    public void Close_status_of_somebody_between_is_a_loss(int status)
        => Assert.NotNull(ReconnectDelays.After(ConnectionEnd.FromStatus(status), 0, 0, Options));

    [Theory]
    [InlineData(4042, true, true)]
    [InlineData(4042, false, false)] // the gateway's word
    [InlineData(4010, true, false)] // the catalogue's word
    [InlineData(4999, true, true)] // a code of the future: the gateway's word
    [InlineData(4999, false, false)]
    public void Error_is_retried_only_if_neither_its_word_nor_the_catalogue_forbids(uint code, bool said, bool expected)
        => Assert.Equal(expected, ConnectionEnd.From(new Error { Code = code, MayReconnect = said }).MayReconnect);

    [Fact]
    public void Kicked_is_never_retried_whatever_its_code()
        => Assert.Null(ReconnectDelays.After(ConnectionEnd.From(new Kicked { Code = 4040, ByAttempt = 1 }, 2), 0, 0, Options));

    [Fact]
    public void Client_that_must_not_reconnect_by_itself_does_not()
        => Assert.Null(ReconnectDelays.After(ConnectionEnd.Lost(""), 0, 0, Options with { ReconnectsByItself = false }));
}
