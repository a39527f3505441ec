using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>
/// Judges a receiver's answer. The native format accepts any 2xx. Tencent's accepts 200 with JSON, where <c>ErrorCode</c> 1 is a complaint
/// about an event that was received. Only a bounded part of an answer is read.
/// </summary>
internal sealed class AnswerReader(IOptions<WebhookSenderOptions> options, TimeProvider time)
{
    private const int Ok = 200;
    private const int TooManyRequests = 429;
    private const int Unavailable = 503;
    private static readonly JsonDocumentOptions OneDocument = new() { MaxDepth = 16 };

    /// <summary>Judges an answer whose head has arrived.</summary>
    public async Task<DeliveryResult> JudgeAsync(WebhookFormat format, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return new DeliveryResult.Refused(DeliveryFault.Redirect, $"{status}: redirects are not followed.", status);
        if (format == WebhookFormat.Tencent ? status != Ok : status is < 200 or >= 300)
            return new DeliveryResult.Refused(DeliveryFault.Status, $"The answer is {status}.", status, RetryAfter(response));
        return format switch
        {
            WebhookFormat.Native => await TakenAsync(response, status, cancellationToken),
            WebhookFormat.Tencent => await ReadAsync(response, status, cancellationToken),
            _ => throw new UnreachableException($"No arm for {format}."),
        };
    }

    // The status decides. The body is read only so that the connection can be used again.
    private async Task<DeliveryResult> TakenAsync(HttpResponseMessage response, int status, CancellationToken cancellationToken)
    {
        try
        {
            await ReadBodyAsync(response, static _ => 0, tooLarge: 0, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // The answer was cut off or too slow. That costs the connection, not the event.
        }

        return new DeliveryResult.Delivered(status);
    }

    private Task<DeliveryResult> ReadAsync(HttpResponseMessage response, int status, CancellationToken cancellationToken)
        => ReadBodyAsync<DeliveryResult>(
            response,
            body => ErrorCodeOf(body) switch
            {
                null => new DeliveryResult.Refused(DeliveryFault.AnswerNotJson, "The answer is not a JSON object.", status),
                0 => new DeliveryResult.Delivered(status),
                var code => new DeliveryResult.Delivered(status, DeliveryFault.AnswerFailed, $"The answer has ErrorCode {code}."),
            },
            new DeliveryResult.Refused(DeliveryFault.AnswerTooLarge, $"The answer has more than {options.Value.AnswerBytesMax} bytes.", status),
            cancellationToken);

    private async Task<T> ReadBodyAsync<T>(
        HttpResponseMessage response, Func<ReadOnlyMemory<byte>, T> judge, T tooLarge, CancellationToken cancellationToken)
    {
        var bytesMax = options.Value.AnswerBytesMax;
        if (response.Content.Headers.ContentLength > bytesMax)
            return tooLarge;
        // One byte more than allowed tells an answer of the allowed size from a longer one.
        var buffer = ArrayPool<byte>.Shared.Rent(bytesMax + 1);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(buffer.AsMemory(0, bytesMax + 1), bytesMax + 1, throwOnEndOfStream: false, cancellationToken);
            return length > bytesMax ? tooLarge : judge(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Null for a body that is no JSON object; 0 for an object without the member.
    private static long? ErrorCodeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, OneDocument);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            return document.RootElement.TryGetProperty("ErrorCode"u8, out var code)
                && code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var number) ? number : 0;
        }
        catch (JsonException)
        {
            return null;
        }
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
