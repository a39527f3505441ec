namespace PresenceCluster.Domain;

/// <summary>
/// Names one user of one app. A user id is 1 to 32 bytes of printable ASCII (contract §5). Line feeds are refused because the string that a
/// UserSig signs is line-based.
/// </summary>
/// <param name="App">The app.</param>
/// <param name="UserId">The user's id within the app, as the app's back end spells it (case-sensitive).</param>
public readonly record struct UserKey(AppId App, string UserId)
{
    /// <summary>The longest user id, in bytes (contract §5).</summary>
    public const int UserIdBytesMax = 32;

    /// <summary>Whether a text may be a user id: 1 to 32 characters, each printable ASCII (0x20 to 0x7e).</summary>
    public static bool IsValidUserId([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? userId)
        => userId is { Length: > 0 and <= UserIdBytesMax } && !userId.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Reads the form that <see cref="ToString"/> writes: <c>app/user</c>. A user id may itself contain a slash.</summary>
    public static bool TryParse(string text, out UserKey key)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && AppId.TryParse(text.AsSpan(0, slash), out var app) && IsValidUserId(text[(slash + 1)..]))
        {
            key = new UserKey(app, text[(slash + 1)..]);
            return true;
        }

        key = default;
        return false;
    }

    /// <summary>The key as one string, <c>app/user</c>: the key of the user's grain and of its row.</summary>
    public override string ToString() => $"{App}/{UserId}";
}
