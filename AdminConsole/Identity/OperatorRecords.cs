using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Identity;

/// <summary>The signed-in operator.</summary>
public sealed record Operator(string Name, OperatorRole Role, bool MustChangePassword);

/// <summary>The answer to a sign-in, to its renewal and to a changed password.</summary>
public sealed record SignInAnswer(string Token, DateTimeOffset ExpiresAt, Operator Operator);
