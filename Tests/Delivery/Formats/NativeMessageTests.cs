using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery.Formats;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Formats;

public sealed class NativeMessageTests
{
    private static readonly WebhookEndpoint Endpoint = new()
    {
        Id = "e",
        Url = "https://a.example/hook?k=v",
        Secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    };

    [Fact]
    public void Single_event_is_exactly_the_documented_message()
    {
        var happened = EventExamples.Login(Platform.IPhone, Platform.Android) with { CustomStatus = "busy" };
        var outgoing = EventExamples.Outgoing(happened) with { FirstVersion = 6, Before = PresenceStatus.PushOnline };

        var message = NativeMessage.Of([outgoing], isList: false);

        Assert.Equal("evt_3-5", message.Id);
        AssertJson(
            """
            {"type":"presence.status_changed","timestamp":"2021-08-25T09:22:12.497+00:00","data":{
              "id":"evt_3-5","app":1400000000,"userId":"testuser316","version":7,"firstVersion":6,"position":"3-5",
              "at":"2021-08-25T09:22:12.497+00:00","action":"Login",
              "sessions":[{"sessionId":"00000002000000000000000000000000","platform":"iPhone","deviceId":"device-iPhone"}],
              "kicked":[{"sessionId":"00000001000000000000000000000000","platform":"Android","deviceId":"device-Android"}],
              "status":{"before":"PushOnline","after":"Online"},"customStatus":"busy"}}
            """,
            message.Body);
    }

    [Fact]
    public void Session_names_its_client()
    {
        var client = new ClientInfo { Address = "203.0.113.7", Port = 50_000, OsVersion = "Android 15", Features = ["groups"] };
        var happened = EventExamples.Login(Platform.IPhone) with { Sessions = [EventExamples.SessionOn(Platform.IPhone) with { Client = client }] };

        using var message = JsonDocument.Parse(NativeMessage.Of([EventExamples.Outgoing(happened)], isList: false).Body);

        AssertJson(
            """{"address":"203.0.113.7","port":50000,"osVersion":"Android 15","features":["groups"]}""",
            Encoding.UTF8.GetBytes(message.RootElement.GetProperty("data").GetProperty("sessions")[0].GetProperty("client").GetRawText()));
    }

    [Fact]
    public void Reason_stands_in_an_event_that_ended_sessions()
    {
        using var message = JsonDocument.Parse(NativeMessage.Of(
            [EventExamples.Outgoing(EventExamples.Event(StatusAction.Disconnect, SessionEndReason.GatewayLost, Platform.Web))], isList: false).Body);

        Assert.Equal("GatewayLost", message.RootElement.GetProperty("data").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Endpoint_that_takes_batches_always_gets_a_list_in_order(int count)
    {
        using var message = JsonDocument.Parse(RequestFor(Endpoint with { BatchMax = 10 }, count).Body);

        Assert.Equal("presence.status_changed.batch", message.RootElement.GetProperty("type").GetString());
        Assert.Equal(
            Enumerable.Range(1, count).Select(number => $"evt_3-{number}"),
            message.RootElement.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public void Message_id_is_the_same_with_each_attempt_and_differs_between_batches()
    {
        var batches = Endpoint with { BatchMax = 10 };
        var (first, again) = (RequestFor(batches, 3), RequestFor(batches, 3, DateTimeOffset.UnixEpoch.AddDays(1)));

        Assert.Equal(HeaderOf(first, "webhook-id"), HeaderOf(again, "webhook-id"));
        Assert.NotEqual(HeaderOf(first, "webhook-timestamp"), HeaderOf(again, "webhook-timestamp"));
        Assert.NotEqual(HeaderOf(first, "webhook-signature"), HeaderOf(again, "webhook-signature"));
        Assert.NotEqual(HeaderOf(first, "webhook-id"), HeaderOf(RequestFor(batches, 2), "webhook-id"));
        Assert.DoesNotContain('.', HeaderOf(first, "webhook-id"));
    }

    [Fact]
    public void Request_goes_to_the_url_as_it_was_given()
        => Assert.Equal("https://a.example/hook?k=v", RequestFor(Endpoint, 1).Url.AbsoluteUri);

    private static WebhookRequest RequestFor(WebhookEndpoint endpoint, int count, DateTimeOffset? now = null)
        => Assert.Single(WebhookRequest.For(EventExamples.App, endpoint, EventExamples.Batch(count), "", now ?? EventExamples.At));

    private static string HeaderOf(WebhookRequest request, string name) => request.Headers.Single(header => header.Name == name).Value;

    private static void AssertJson(string expected, byte[] actual)
    {
        using var expectedDocument = JsonDocument.Parse(expected);
        using var actualDocument = JsonDocument.Parse(actual);
        Assert.True(
            JsonElement.DeepEquals(expectedDocument.RootElement, actualDocument.RootElement),
            $"Expected {expected}\nbut was {Encoding.UTF8.GetString(actual)}");
    }
}
