using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Gateway.Rest.V1.Operators;

/// <summary>A sign-in.</summary>
internal sealed record SignInBody
{
    /// <summary>The operator's name.</summary>
    [JsonRequired]
    public required string Name { get; init; }

    /// <summary>The password.</summary>
    [JsonRequired]
    public required string Password { get; init; }
}

/// <summary>The signed-in operator, and the bearer token for the calls that follow.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">When it ends; renew it before.</param>
/// <param name="Operator">The operator.</param>
internal sealed record SignedInBody(string Token, DateTimeOffset ExpiresAt, OperatorBody Operator);

/// <summary>A change of one's own password.</summary>
internal sealed record PasswordBody
{
    /// <summary>The present password.</summary>
    [JsonRequired]
    public required string Current { get; init; }

    /// <summary>The new one.</summary>
    [JsonRequired]
    public required string New { get; init; }
}

/// <summary>An operator.</summary>
internal sealed record OperatorBody
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Viewer or Admin.</summary>
    public required OperatorRole Role { get; init; }

    /// <summary>Whether the operator must choose a password before anything else.</summary>
    public required bool MustChangePassword { get; init; }

    /// <summary>When the account was created; absent for an operator of the identity provider.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The body for an account.</summary>
    public static OperatorBody From(OperatorAccount account) => new()
    {
        Name = account.Name,
        Role = account.Role,
        MustChangePassword = account.MustChangePassword,
        CreatedAt = account.CreatedAt,
    };

    /// <summary>The body for the sender of a call.</summary>
    public static OperatorBody From(SignedInOperator signedIn) => signedIn.Account is { } account
        ? From(account)
        : new OperatorBody { Name = signedIn.Name, Role = signedIn.Role, MustChangePassword = false };
}

/// <summary>All operators.</summary>
/// <param name="Operators">The operators, by name.</param>
internal sealed record OperatorListBody(ImmutableArray<OperatorBody> Operators);

/// <summary>A new operator.</summary>
internal sealed record NewOperatorBody
{
    /// <summary>The name.</summary>
    [JsonRequired]
    public required string Name { get; init; }

    /// <summary>Viewer or Admin.</summary>
    [JsonRequired]
    public required OperatorRole Role { get; init; }
}

/// <summary>Another role for an operator.</summary>
internal sealed record RoleBody
{
    /// <summary>Viewer or Admin.</summary>
    [JsonRequired]
    public required OperatorRole Role { get; init; }
}

/// <summary>An operator with a password for the first sign-in, which is shown this once.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="OneTimePassword">The password; it allows nothing but the choice of another.</param>
internal sealed record OneTimePasswordBody(OperatorBody Operator, string OneTimePassword);
