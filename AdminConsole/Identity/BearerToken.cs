using System.Buffers.Text;
using System.Text.Json;

namespace PresenceCluster.AdminConsole.Identity;

/// <summary>The parts of an operator's JSON Web Token that the console reads. Only the service verifies the token.</summary>
public static class BearerToken
{
    /// <summary>When the token ends; null when the token has no end.</summary>
    public static DateTimeOffset? ExpiryOf(string token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.').ElementAtOrDefault(1)));
            return payload.RootElement.TryGetProperty("exp", out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()) : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
