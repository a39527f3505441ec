using System.Globalization;

namespace PresenceCluster.Domain;

/// <summary>
/// An event's place in its app's log. Positions grow in the order in which events became visible. Receivers treat them as opaque and only
/// return them.
/// </summary>
/// <param name="Commit">The transaction that stored the event; 0 in the embedded database, which has one writer.</param>
/// <param name="Number">The place within the transaction; in the embedded database, within the log.</param>
public readonly record struct EventPosition(ulong Commit, long Number) : IComparable<EventPosition>
{
    /// <summary>Before every event.</summary>
    public static EventPosition Start => default;

    /// <summary>Whether one position is before another.</summary>
    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether one position is behind another.</summary>
    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether one position is before another or the same.</summary>
    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one position is behind another or the same.</summary>
    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EventPosition position)
    {
        position = default;
        var dash = text.IndexOf('-');
        // The framework's parsers accept null characters behind the digits, so the characters are checked first.
        if (dash < 0
            || text[..dash].ContainsAnyExceptInRange('0', '9')
            || text[(dash + 1)..].ContainsAnyExceptInRange('0', '9')
            || !ulong.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var commit)
            || !long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        position = new EventPosition(commit, number);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(EventPosition other)
        => Commit == other.Commit ? Number.CompareTo(other.Number) : Commit.CompareTo(other.Commit);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Commit}-{Number}");
}
