using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PresenceCluster.Gateway.Json;

/// <summary>
/// Reads JSON as callers of the compatible API and signers of credentials write it. A number may be written as a text, and a whole number
/// may stand for a text, where the meaning is plain. A value of another type is reported and never taken for an absent one.
/// </summary>
internal static class LooseJson
{
    // A sample of the public pages has a comma behind its last member (contract §1).
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true };

    /// <summary>A reader before the first token of a whole body.</summary>
    public static Utf8JsonReader Open(ReadOnlySequence<byte> body) => new(body, Options);

    /// <summary>Reads the value as a text: the text itself, the digits of a whole number, or null for JSON's null.</summary>
    /// <returns>False when the value has another type; it is skipped.</returns>
    public static bool TryReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => DigitsOf(ref reader),
            _ => null,
        };
        if (text is not null || reader.TokenType == JsonTokenType.Null)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Reads the value as yes or no: a boolean, a number, or one of them as a text. Null and an empty text are no.</summary>
    /// <returns>Null when the value says neither; it is skipped.</returns>
    public static bool? ReadFlag(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False or JsonTokenType.Null:
                return false;
            case JsonTokenType.Number:
                return !reader.TryGetDouble(out var number) || number != 0;
            case JsonTokenType.String:
                return FlagOf(reader.GetString()!);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Reads the value as a whole number: the number itself, or its digits as a text. The document lies in one piece.</summary>
    public static bool TryReadWhole(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out number),
            JsonTokenType.String => Utf8Parser.TryParse(reader.ValueSpan, out number, out var length) && length == reader.ValueSpan.Length,
            _ => false,
        };
    }

    private static bool? FlagOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return false;
        if (bool.TryParse(text, out var isSet))
            return isSet;
        // "NaN" and "Infinity" are numbers for the parser, but not for JSON.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number != 0
            : null;
    }

    // A sign, a fraction or an exponent has no plain meaning in the place of a text.
    private static string? DigitsOf(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? null : Encoding.ASCII.GetString(digits);
    }
}
