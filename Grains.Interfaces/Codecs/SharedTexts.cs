using System.Text;
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
    private const int CharactersMax = 256;

    private static readonly string?[] Places = new string?[PlaceCount];

    /// <summary>The same information with shared texts. The address is left alone, because it is seldom that of another session.</summary>
    public static ClientInfo Within(ClientInfo client) => client with
    {
        ClientVersion = client.ClientVersion is { } version ? Share(version) : null,
        OsVersion = client.OsVersion is { } os ? Share(os) : null,
        Features = client.Features.IsDefaultOrEmpty ? [] : [.. client.Features.Select(Share)],
    };

    /// <summary>The text that bytes of UTF-8 spell. A text that is shared already is not allocated again.</summary>
    public static string Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > CharactersMax)
            return Encoding.UTF8.GetString(utf8);
        Span<char> characters = stackalloc char[CharactersMax];
        ReadOnlySpan<char> text = characters[..Encoding.UTF8.GetChars(utf8, characters)];
        ref var place = ref PlaceOf(text);
        if (Volatile.Read(ref place) is { } shared && text.SequenceEqual(shared))
            return shared;
        var made = text.ToString();
        Volatile.Write(ref place, made);
        return made;
    }

    // Threads may overwrite each other's text. Each still returns a text that is equal to its own.
    private static string Share(string text)
    {
        ref var place = ref PlaceOf(text);
        if (Volatile.Read(ref place) is { } shared && shared == text)
            return shared;
        Volatile.Write(ref place, text);
        return text;
    }

    private static ref string? PlaceOf(ReadOnlySpan<char> text) => ref Places[(uint)string.GetHashCode(text) % PlaceCount];
}
