using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Delivery.Http;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Tests.Gateway.Doors;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Http;

/// <summary>The sender has a result in bounded time and memory whatever a receiver does: the list of bad endpoints.</summary>
public sealed class WebhookSenderFaultTests
{
    private const string OkHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    /// <summary>Long enough for the head of an answer to arrive on a busy machine.</summary>
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(5);

    public static TheoryData<WebhookFormat, string, DeliveryFault, int?> Answers() => new()
    {
        { WebhookFormat.Tencent, Answer(500, "{}"), DeliveryFault.Status, 500 },
        { WebhookFormat.Native, Answer(500, "{}"), DeliveryFault.Status, 500 },
        { WebhookFormat.Tencent, Answer(404, ""), DeliveryFault.Status, 404 },
        { WebhookFormat.Native, Answer(400, ""), DeliveryFault.Status, 400 },
        { WebhookFormat.Tencent, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", DeliveryFault.Redirect, 302 },
        { WebhookFormat.Native, "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", DeliveryFault.Redirect, 307 },
        { WebhookFormat.Tencent, OkHead + "X: " + new string('x', 20_000) + "\r\n\r\n", DeliveryFault.AnswerTooLarge, null },
        { WebhookFormat.Native, "SSH-2.0-OpenSSH_9.2\r\n", DeliveryFault.Connection, null },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task Bad_answer_is_refused_and_named(WebhookFormat format, string answer, DeliveryFault fault, int? status)
    {
        await using var receiver = HostileReceiver.Saying(answer);
        using var sender = new SenderUnderTest();

        var refused = Assert.IsType<DeliveryResult.Refused>(await sender.SendAsync(Endpoint(format, receiver.Url)));

        Assert.Equal((fault, status), (refused.Fault, refused.HttpStatus));
        Assert.InRange(refused.Text.Length, 1, 200);
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(201, "created")]
    [InlineData(202, "")]
    [InlineData(200, "")]
    [InlineData(200, "success")]
    [InlineData(200, "<html>fine</html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"ErrorCode\":1} x")]
    [InlineData(200, "{\"ErrorCode\":null}")]
    [InlineData(200, "{\"ErrorCode\":\"\\ud800\"}")]
    [InlineData(200, "{\"ErrorCode\":\"no number\"}")]
    public async Task Success_without_a_code_delivers_a_callback_whatever_its_body(int status, string body)
    {
        await using var receiver = HostileReceiver.Saying(Answer(status, body));
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(status), await sender.SendAsync(SenderUnderTest.Tencent(receiver.Url)));
    }

    public static TheoryData<string> OversizedAnswers() =>
    [
        Answer(200, new string('[', 60_000)),
        OkHead + "Content-Length: 1073741824\r\n\r\n{",
        Answer(200, new string(' ', 65_537)),
    ];

    [Theory]
    [MemberData(nameof(OversizedAnswers), DisableDiscoveryEnumeration = true)]
    public async Task Success_with_a_body_beyond_the_limits_delivers_a_callback(string answer)
    {
        await using var receiver = HostileReceiver.Saying(answer);
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(SenderUnderTest.Tencent(receiver.Url)));
    }

    [Theory]
    [InlineData(WebhookFormat.Tencent)]
    [InlineData(WebhookFormat.Native)]
    public async Task Receiver_that_never_answers_costs_the_time_out_and_no_more(WebhookFormat format)
    {
        await using var receiver = HostileReceiver.Silent();
        using var sender = new SenderUnderTest();

        await RefusedInTimeAsync(sender.SendAsync(Endpoint(format, receiver.Url, Short)), Short);
    }

    [Theory]
    [InlineData(WebhookFormat.Tencent)]
    [InlineData(WebhookFormat.Native)]
    public async Task Body_of_a_byte_now_and_then_costs_the_time_out_and_not_the_event(WebhookFormat format)
    {
        await using var receiver = new HostileReceiver(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(OkHead + "Content-Length: 1000\r\n\r\n"), cancellationToken);
            for (var sent = 0; sent < 1000; sent++)
            {
                await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        });
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(Endpoint(format, receiver.Url, Ample)));
    }

    [Theory]
    [InlineData(WebhookFormat.Tencent)]
    [InlineData(WebhookFormat.Native)]
    public async Task Endless_body_is_cut_off_at_the_limit(WebhookFormat format)
    {
        var written = 0L;
        await using var receiver = new HostileReceiver(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(OkHead + "Transfer-Encoding: chunked\r\n\r\n"), cancellationToken);
            var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 0x10000) + "\r\n");
            for (; written < 1L << 30; written += chunk.Length)
                await stream.WriteAsync(chunk, cancellationToken);
        });
        using var sender = new SenderUnderTest();

        Assert.Equal(new DeliveryResult.Delivered(200), await sender.SendAsync(Endpoint(format, receiver.Url)));

        // The bytes written beyond the limit were in the sockets' buffers.
        Assert.InRange(written, 0, 32 << 20);
    }

    [Fact]
    public async Task Receiver_that_hangs_up_is_a_broken_connection()
    {
        await using var receiver = new HostileReceiver((stream, _) =>
        {
            stream.Socket.Close();
            return Task.CompletedTask;
        });
        using var sender = new SenderUnderTest();

        Assert.Equal(DeliveryFault.Connection, await FaultAsync(sender.SendAsync(SenderUnderTest.Native(receiver.Url))));
    }

    [Fact]
    public async Task Closed_port_is_no_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var sender = new SenderUnderTest();

        Assert.Equal(DeliveryFault.Connection, await FaultAsync(sender.SendAsync(SenderUnderTest.Native($"http://127.0.0.1:{port}/"))));
    }

    [Fact]
    public async Task Host_without_an_address_is_a_failure_of_the_name()
    {
        using var sender = new SenderUnderTest();

        Assert.Equal(DeliveryFault.Dns, await FaultAsync(sender.SendAsync(SenderUnderTest.Native("http://nowhere.invalid/"))));
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent()
    {
        using var certificate = new SelfSigned();
        await using var receiver = await RecordingReceiver.StartAsync(certificate);
        using var sender = new SenderUnderTest();

        Assert.Equal(DeliveryFault.Certificate, await FaultAsync(sender.SendAsync(SenderUnderTest.Native(receiver.Url))));
        Assert.Empty(receiver.Posts);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    public async Task Loopback_is_refused_by_default_and_never_connected_to(string host)
    {
        await using var receiver = HostileReceiver.Saying(Answer(200, "{}"));
        using var sender = new SenderUnderTest(new WebhookSenderOptions());

        var url = receiver.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);

        Assert.Equal(DeliveryFault.ForbiddenAddress, await FaultAsync(sender.SendAsync(SenderUnderTest.Native(url))));
        Assert.Equal(0, receiver.Connections);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/", true)]
    [InlineData("https://[::1]/hook", true)]
    [InlineData("http://1.1.1.1/", false)]
    [InlineData("no url", false)]
    [InlineData("", false)]
    public async Task Address_is_judged_without_a_request(string url, bool isRefused)
    {
        using var sender = new SenderUnderTest(new WebhookSenderOptions());

        Assert.Equal(isRefused, await sender.FindAddressFaultAsync(url) is not null);
    }

    [Theory]
    [InlineData(429, "Retry-After: 7", 7)]
    [InlineData(503, "Retry-After: 86400", 300)]
    [InlineData(503, "Retry-After: Mon, 23 Nov 2026 09:00:30 GMT", 30)]
    [InlineData(503, "Retry-After: Mon, 23 Nov 2026 08:00:30 GMT", null)]
    [InlineData(503, "X: y", null)]
    [InlineData(500, "Retry-After: 7", null)]
    public async Task Retry_after_is_honoured_up_to_a_limit(int status, string header, int? seconds)
    {
        await using var receiver = HostileReceiver.Saying($"HTTP/1.1 {status} No\r\n{header}\r\nContent-Length: 0\r\n\r\n");
        using var sender = new SenderUnderTest(clock: new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero)));

        var refused = Assert.IsType<DeliveryResult.Refused>(await sender.SendAsync(SenderUnderTest.Native(receiver.Url)));

        Assert.Equal(seconds, (int?)refused.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(WebhookFormat.Native, 401, 301, "301 s ahead of")]
    [InlineData(WebhookFormat.Native, 400, -400, "400 s behind")]
    [InlineData(WebhookFormat.Native, 401, 299, null)]
    [InlineData(WebhookFormat.Native, 500, 400, null)]
    [InlineData(WebhookFormat.Tencent, 403, 61, "61 s ahead of")]
    [InlineData(WebhookFormat.Tencent, 403, -59, null)]
    public async Task Refusal_by_a_receiver_whose_clock_is_apart_names_the_clock(
        WebhookFormat format, int status, int secondsAhead, string? said)
    {
        var now = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var date = now.AddSeconds(secondsAhead).ToString("R", CultureInfo.InvariantCulture);
        await using var receiver = HostileReceiver.Saying($"HTTP/1.1 {status} No\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n");
        using var sender = new SenderUnderTest(clock: new FakeTimeProvider(now));

        var refused = Assert.IsType<DeliveryResult.Refused>(await sender.SendAsync(Endpoint(format, receiver.Url)));

        Assert.Equal((said is null ? DeliveryFault.Status : DeliveryFault.Clock, status), (refused.Fault, refused.HttpStatus));
        Assert.Contains(said ?? "The answer is", refused.Text, StringComparison.Ordinal);
        Assert.InRange(refused.Text.Length, 1, 200);
    }

    [Fact]
    public async Task Stop_of_the_process_is_no_result()
    {
        await using var receiver = HostileReceiver.Silent();
        using var sender = new SenderUnderTest();
        using var stopping = new CancellationTokenSource();

        var sending = sender.SendAsync(SenderUnderTest.Native(receiver.Url), stopping.Token);
        await Eventually.IsTrueAsync(() => receiver.Connections == 1, "the receiver is connected to");
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Secret_that_is_none_is_a_fault_of_the_configuration_and_does_not_show()
    {
        using var sender = new SenderUnderTest();

        var refused = Assert.IsType<DeliveryResult.Refused>(await sender.SendAsync(
            SenderUnderTest.Native("http://127.0.0.1:1/") with { Secrets = ["whsec_not-base64!"] }));

        Assert.Equal(DeliveryFault.Configuration, refused.Fault);
        Assert.DoesNotContain("base64!", refused.Text, StringComparison.Ordinal);
    }

    private static string Answer(int status, string body) => $"HTTP/1.1 {status} Text\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static WebhookEndpoint Endpoint(WebhookFormat format, string url, TimeSpan? timeout = null)
        => format == WebhookFormat.Tencent ? SenderUnderTest.Tencent(url, timeout) : SenderUnderTest.Native(url, timeout);

    private static async Task<DeliveryFault> FaultAsync(Task<DeliveryResult> sending) => Assert.IsType<DeliveryResult.Refused>(await sending).Fault;

    private static async Task RefusedInTimeAsync(Task<DeliveryResult> sending, TimeSpan timeout)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var refused = Assert.IsType<DeliveryResult.Refused>(await sending);

        Assert.Equal(DeliveryFault.Timeout, refused.Fault);
        // The machine may be busy. The test shows only that the receiver does not decide the time.
        Assert.InRange(TimeProvider.System.GetElapsedTime(startedAt), timeout - TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15));
    }
}
