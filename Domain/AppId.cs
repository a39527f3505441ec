using System.Globalization;

namespace PresenceCluster.Domain;

/// <summary>The number of an app: Tencent's <c>sdkappid</c>, 1 to 4294967295.</summary>
/// <param name="Value">The number itself; 0 means "none" and is refused by <see cref="TryParse"/>.</param>
public readonly record struct AppId(uint Value) : IComparable<AppId>
{
    /// <summary>Reads a decimal app number.</summary>
    /// <returns>False when the text is not a whole number from 1 to 4294967295.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out AppId id)
    {
        // The range is checked first because the framework's parser accepts null characters behind the digits.
        uint value = 0;
        var isNumber = !text.ContainsAnyExceptInRange('0', '9')
            && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        id = new AppId(value);
        return isNumber && value != 0;
    }

    /// <inheritdoc/>
    public int CompareTo(AppId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
