using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>
/// Judges a receiver's answer. Any 2xx accepts the events, whatever the body is. In Tencent's format an <c>ErrorCode</c> other than 0 is a
/// complaint about an event that was received. Only a bounded part of an answer is read.
/// </summary>
internal sealed class AnswerReader(IOptions<WebhookSenderOptions> options, TimeProvider time)
{
    private const int BadRequest = 400;
    private const int Unauthorized = 401;
    private const int Forbidden = 403;
    private const int TooManyRequests = 429;
    private const int Unavailable = 503;
    private static readonly JsonDocumentOptions OneDocument = new() { MaxDepth = 16 };

    // From these differences on, receivers refuse the time of a request: Standard Webhooks, and Tencent's RequestTime.
    private static readonly TimeSpan NativeClockTolerance = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TencentClockTolerance = TimeSpan.FromMinutes(1);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Judges an answer whose head has arrived.</summary>
    public async Task<DeliveryResult> JudgeAsync(WebhookFormat format, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return new DeliveryResult.Refused(DeliveryFault.Redirect, $"{status}: redirects are not followed.", status);
        if (!response.IsSuccessStatusCode)
        {
            return ClockFault(format, response) is { } clock
                ? new DeliveryResult.Refused(DeliveryFault.Clock, clock, status)
                : new DeliveryResult.Refused(DeliveryFault.Status, $"The answer is {status}.", status, RetryAfter(response));
        }

        var code = await ReadErrorCodeAsync(format, response, cancellationToken);
        return code == 0
            ? new DeliveryResult.Delivered(status)
            : new DeliveryResult.Delivered(
                status, DeliveryFault.AnswerFailed, string.Create(CultureInfo.InvariantCulture, $"The answer has ErrorCode {code}."));
    }

    // The status decides. The body is read so that the connection can be used again, and in Tencent's format for a complaint.
    private async Task<double> ReadErrorCodeAsync(WebhookFormat format, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytesMax = options.Value.AnswerBytesMax;
        if (response.Content.Headers.ContentLength > bytesMax)
            return 0;
        // One byte more than allowed tells an answer of the allowed size from a longer one.
        var buffer = ArrayPool<byte>.Shared.Rent(bytesMax + 1);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(
                buffer.AsMemory(0, bytesMax + 1), bytesMax + 1, throwOnEndOfStream: false, cancellationToken);
            return format == WebhookFormat.Native || length > bytesMax ? 0 : ErrorCodeOf(buffer.AsMemory(0, length));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // The answer was cut off or too slow. That costs the connection, not the event.
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // 0 for everything but a JSON object with a code, which may be written as text.
    private static double ErrorCodeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body, OneDocument);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("ErrorCode"u8, out var code))
                return 0;
            var text = code.ValueKind switch
            {
                JsonValueKind.Number => code.GetRawText(),
                JsonValueKind.String => code.GetString(),
                _ => null,
            };
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A text with an incomplete surrogate pair is an invalid operation.
            return 0;
        }
    }

    /// <summary>The fault when a request was refused, and the receiver's clock differs by more than receivers accept; else null.</summary>
    private string? ClockFault(WebhookFormat format, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not BadRequest and not Unauthorized and not Forbidden || response.Headers.Date is not { } theirs)
            return null;
        var ahead = theirs - time.GetUtcNow();
        var tolerance = format == WebhookFormat.Tencent ? TencentClockTolerance : NativeClockTolerance;
        return ahead.Duration() < tolerance
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The answer is {(int)response.StatusCode}, and the receiver's clock is {ahead.Duration().TotalSeconds:F0} s "
                    + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this service's. It may refuse the time of the request.");
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not TooManyRequests and not Unavailable || response.Headers.RetryAfter is not { } header)
            return null;
        var asked = header.Delta ?? header.Date - time.GetUtcNow();
        return asked is not { } wait || wait <= TimeSpan.Zero ? null
            : wait < options.Value.RetryAfterMax ? wait : options.Value.RetryAfterMax;
    }
}
