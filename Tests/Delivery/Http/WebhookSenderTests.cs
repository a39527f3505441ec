using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Http;

/// <summary>The requests to a correct receiver, and the meaning of its answers.</summary>
public sealed class WebhookSenderTests
{
    [Fact]
    public async Task Tencent_callback_arrives_with_its_parameters_and_body()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(SenderUnderTest.Tencent(receiver.Url) with { Secrets = ["token"] }));

        var (target, body, headers) = Assert.Single(receiver.Posts);
        Assert.Matches(
            "^/hook[?]SdkAppid=1400000000&CallbackCommand=State[.]StateChange&contenttype=json&ClientIP=0[.]0[.]0[.]0&OptPlatform=IOS"
            + "&Sign=[0-9a-f]{64}&RequestTime=[0-9]{10}$",
            target);
        Assert.StartsWith("""{"CallbackCommand":"State.StateChange","EventTime":""", body, StringComparison.Ordinal);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.DoesNotContain("webhook-id", headers.Keys);
    }

    [Fact]
    public async Task Native_message_arrives_with_its_headers()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = _ => (204, "");
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(204), await sender.SendAsync(SenderUnderTest.Native(receiver.Url)));

        var (target, body, headers) = Assert.Single(receiver.Posts);
        Assert.Equal("/hook", target);
        Assert.StartsWith("""{"type":"presence.status_changed",""", body, StringComparison.Ordinal);
        Assert.Equal("evt_3-5", headers["webhook-id"]);
        Assert.StartsWith("v1,", headers["webhook-signature"], StringComparison.Ordinal);
        Assert.StartsWith("PresenceCluster/", headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_is_used_again()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        using var sender = new SenderUnderTest();

        for (var sent = 0; sent < 5; sent++)
            Assert.IsType<DeliveryResult.Delivered>(await sender.SendAsync(SenderUnderTest.Native(receiver.Url)));

        Assert.Equal(5, receiver.Posts.Count);
        Assert.Single(receiver.Connections);
    }

    [Theory]
    [InlineData(200, """{"ActionStatus":"FAIL","ErrorCode":1,"ErrorInfo":"no"}""", "1")]
    [InlineData(201, """{"ErrorCode":"10001"}""", "10001")]
    [InlineData(200, """{"ErrorCode":" -3 "}""", "-3")]
    [InlineData(200, "\uFEFF{\"ErrorCode\":1}", "1")]
    public async Task Error_code_of_a_Tencent_receiver_is_a_complaint_about_a_delivered_event(int status, string body, string code)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = _ => (status, body);
        using var sender = new SenderUnderTest();

        var delivered = Assert.IsType<DeliveryResult.Delivered>(await sender.SendAsync(SenderUnderTest.Tencent(receiver.Url)));

        Assert.Equal((DeliveryFault.AnswerFailed, status), (delivered.Complaint, delivered.HttpStatus));
        Assert.Equal($"The answer has ErrorCode {code}.", delivered.Text);
    }

    [Theory]
    [InlineData("""{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}""")]
    [InlineData("""{"ErrorCode":"0"}""")]
    [InlineData("\uFEFF{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}")]
    public async Task Error_code_0_is_no_complaint(string body)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = _ => (200, body);
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(SenderUnderTest.Tencent(receiver.Url)));
    }

    [Fact]
    public async Task Error_code_of_a_native_receiver_means_nothing()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = _ => (200, """{"ErrorCode":1}""");
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(SenderUnderTest.Native(receiver.Url)));
    }

    [Fact]
    public async Task Event_of_several_devices_is_one_callback_each_in_order()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        using var sender = new SenderUnderTest();

        await sender.SendAsync(
            SenderUnderTest.Tencent(receiver.Url),
            EventExamples.Outgoing(EventExamples.Event(StatusAction.Kick, SessionEndReason.Kicked, Platform.Windows, Platform.Web)));

        Assert.Equal(["Windows", "Web"], receiver.Posts.Select(post => post.Target[(post.Target.LastIndexOf('=') + 1)..]));
    }

    [Fact]
    public async Task Callback_that_fails_stops_the_ones_behind_it()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = count => count == 2 ? (500, "") : (200, "{}");
        using var sender = new SenderUnderTest();

        var result = await sender.SendAsync(
            SenderUnderTest.Tencent(receiver.Url),
            EventExamples.Outgoing(EventExamples.Event(StatusAction.Kick, SessionEndReason.Kicked, Platform.Windows, Platform.Mac, Platform.Web)));

        Assert.Equal(DeliveryFault.Status, Assert.IsType<DeliveryResult.Refused>(result).Fault);
        Assert.Equal(2, receiver.Posts.Count);
    }

    [Fact]
    public async Task Callback_that_fails_stops_none_behind_it_when_nothing_is_repeated()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.Answer = count => count == 1 ? (500, "") : (200, "{}");
        using var sender = new SenderUnderTest();

        var result = await sender.SendAsync(
            SenderUnderTest.Tencent(receiver.Url) with { Retry = false },
            EventExamples.Outgoing(EventExamples.Event(StatusAction.Kick, SessionEndReason.Kicked, Platform.Windows, Platform.Web)));

        Assert.Equal(DeliveryFault.Status, Assert.IsType<DeliveryResult.Refused>(result).Fault);
        Assert.Equal(["Windows", "Web"], receiver.Posts.Select(post => post.Target[(post.Target.LastIndexOf('=') + 1)..]));
    }

    [Fact]
    public async Task Event_that_the_format_does_not_send_is_delivered_without_a_post()
    {
        using var sender = new SenderUnderTest();

        Assert.Equal(
            new DeliveryResult.Delivered(),
            await sender.SendAsync(
                SenderUnderTest.Tencent("http://nowhere.invalid/"),
                EventExamples.Outgoing(EventExamples.Event(StatusAction.Decay, SessionEndReason.Decayed, Platform.IPhone))));
    }
}
