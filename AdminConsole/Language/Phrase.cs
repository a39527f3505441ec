using System.Globalization;

namespace PresenceCluster.AdminConsole.Language;

/// <summary>One text in every language of the console. A phrase needs all languages, so none can be missing.</summary>
public sealed record Phrase(string English, string Japanese)
{
    /// <summary>A name, a number, an address: the same in every language.</summary>
    public static Phrase Name(string text) => new(text, text);

    public string In(TongueKind tongue) => tongue == TongueKind.Japanese ? Japanese : English;

    public string In(TongueKind tongue, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.InvariantCulture, In(tongue), parts);
}

/// <summary>The languages of the console.</summary>
public enum TongueKind
{
    English,
    Japanese,
}
