using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// Hashes and verifies the passwords of operators (PBKDF2, ASP.NET's format). This is slow on purpose, so only a few run at once. A flood
/// of sign-ins waits and is refused, and does not take the processor from presence.
/// </summary>
internal sealed class OperatorPasswords : IDisposable
{
    // Without letters and digits that look alike.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int OneTimeChars = 20;

    // ASP.NET's hasher passes the user only to overrides, and there are none.
    private static readonly object AnyUser = new();

    private readonly PasswordHasher<object> _hasher = new();
    private readonly SemaphoreSlim _turns;
    private readonly TimeSpan _patience;
    private readonly string _hashOfNobody;

    public OperatorPasswords(IOptions<ConsoleOptions> options)
    {
        _turns = new SemaphoreSlim(options.Value.PasswordChecksAtOnceMax);
        _patience = options.Value.PasswordCheckWait;
        _hashOfNobody = Hash(NewOneTime());
    }

    /// <summary>A random password.</summary>
    public static string NewOneTime() => RandomNumberGenerator.GetString(Alphabet, OneTimeChars);

    /// <summary>The hash of a password, salted.</summary>
    public string Hash(string password) => _hasher.HashPassword(AnyUser, password);

    /// <summary>Whether a password is the operator's. It takes the same time when there is no such operator.</summary>
    /// <returns>Null when its turn did not come in time.</returns>
    public async Task<bool?> VerifyAsync(OperatorAccount? account, string password, CancellationToken cancellationToken)
    {
        if (!await _turns.WaitAsync(_patience, cancellationToken))
            return null;
        try
        {
            var result = _hasher.VerifyHashedPassword(AnyUser, account?.PasswordHash ?? _hashOfNobody, password);
            return account is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
