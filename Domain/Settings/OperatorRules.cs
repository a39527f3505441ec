namespace PresenceCluster.Domain.Settings;

/// <summary>The rules for the names and passwords of operators. One place for the API and its pages.</summary>
public static class OperatorRules
{
    /// <summary>The name of the first operator.</summary>
    public const string FirstName = "admin";

    /// <summary>The most operators.</summary>
    public const int OperatorsMax = 200;

    /// <summary>The fewest characters of a password.</summary>
    public const int PasswordCharsMin = 12;

    /// <summary>The longest password: hashing costs grow with it.</summary>
    public const int PasswordCharsMax = 128;

    private const int NameCharsMax = 32;

    /// <summary>Whether a text may be an operator's name: 1 to 32 ASCII letters, digits, and <c>. _ - @</c>.</summary>
    public static bool IsValidName(string? name)
        => name is { Length: > 0 and <= NameCharsMax } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@');

    /// <summary>The fault of a password that an operator chose; null when there is none.</summary>
    public static string? FindFault(string name, string password) => password switch
    {
        { Length: < PasswordCharsMin } => $"The password must have at least {PasswordCharsMin} characters.",
        { Length: > PasswordCharsMax } => $"The password must have at most {PasswordCharsMax} characters.",
        _ when password.Contains(name, StringComparison.OrdinalIgnoreCase) => "The password must not contain the name.",
        _ when password.Distinct().Count() < PasswordCharsMin / 2 => $"The password must have at least {PasswordCharsMin / 2} different characters.",
        _ => null,
    };
}
