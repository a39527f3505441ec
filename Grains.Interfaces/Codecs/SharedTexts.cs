using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>
/// Lets the sessions of a process share the texts that most clients have in common. A million sessions have a few hundred different
/// versions and features. A text keeps its place until another text with the same hash takes it, so the memory is bounded and a flood of
/// made-up texts only costs the sharing.
/// </summary>
internal static class SharedTexts
{
    private const int PlaceCount = 1024;

    private static readonly string?[] Places = new string?[PlaceCount];

    /// <summary>The same information with shared texts. The address is left alone, because it is seldom that of another session.</summary>
    public static ClientInfo Within(ClientInfo client) => client with
    {
        ClientVersion = client.ClientVersion is { } version ? Share(version) : null,
        OsVersion = client.OsVersion is { } os ? Share(os) : null,
        Features = client.Features.IsDefaultOrEmpty ? [] : [.. client.Features.Select(Share)],
    };

    // Threads may overwrite each other's text. Each still returns a text that is equal to its own.
    private static string Share(string text)
    {
        ref var place = ref Places[(uint)text.GetHashCode(StringComparison.Ordinal) % PlaceCount];
        if (Volatile.Read(ref place) is { } shared && shared == text)
            return shared;
        Volatile.Write(ref place, text);
        return text;
    }
}
