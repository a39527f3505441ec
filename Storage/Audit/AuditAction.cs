using System.Collections.Immutable;

namespace PresenceCluster.Storage.Audit;

/// <summary>The closed catalogue of changes that the API can make.</summary>
/// <param name="Name">Its stable name, which is stored.</param>
/// <param name="Shelf">The shelf of its entries.</param>
public sealed record AuditAction(string Name, AuditShelf Shelf = AuditShelf.Administration)
{
    /// <summary>An app was created.</summary>
    public static readonly AuditAction AppCreated = new("app.created");

    /// <summary>An app's settings were replaced.</summary>
    public static readonly AuditAction AppChanged = new("app.changed");

    /// <summary>An app's login policy or caps were replaced.</summary>
    public static readonly AuditAction LoginPolicyChanged = new("login-policy.changed");

    /// <summary>A key was added to an app.</summary>
    public static readonly AuditAction KeyAdded = new("key.added");

    /// <summary>A key was removed from an app.</summary>
    public static readonly AuditAction KeyRemoved = new("key.removed");

    /// <summary>A webhook endpoint was created.</summary>
    public static readonly AuditAction EndpointCreated = new("endpoint.created");

    /// <summary>A webhook endpoint was replaced.</summary>
    public static readonly AuditAction EndpointChanged = new("endpoint.changed");

    /// <summary>A webhook endpoint got a new secret.</summary>
    public static readonly AuditAction EndpointSecretRotated = new("endpoint.secret-rotated");

    /// <summary>A webhook endpoint was removed.</summary>
    public static readonly AuditAction EndpointDeleted = new("endpoint.deleted");

    /// <summary>Dead letters were sent again.</summary>
    public static readonly AuditAction DeadLettersResent = new("dead-letters.resent");

    /// <summary>Dead letters were deleted.</summary>
    public static readonly AuditAction DeadLettersPurged = new("dead-letters.purged");

    /// <summary>An operator was added.</summary>
    public static readonly AuditAction OperatorAdded = new("operator.added");

    /// <summary>An operator got another role.</summary>
    public static readonly AuditAction OperatorRoleChanged = new("operator.role-changed");

    /// <summary>An operator got a one-time password.</summary>
    public static readonly AuditAction OperatorPasswordReset = new("operator.password-reset");

    /// <summary>An operator chose another password.</summary>
    public static readonly AuditAction OperatorPasswordChanged = new("operator.password-changed");

    /// <summary>An operator was removed.</summary>
    public static readonly AuditAction OperatorRemoved = new("operator.removed");

    /// <summary>A process was told to send its clients elsewhere.</summary>
    public static readonly AuditAction ProcessDrained = new("process.drained");

    /// <summary>A process was told to accept clients again.</summary>
    public static readonly AuditAction ProcessResumed = new("process.resumed");

    /// <summary>Sessions of a user were ended.</summary>
    public static readonly AuditAction UserKicked = new("user.kicked", AuditShelf.Users);

    /// <summary>All of them.</summary>
    public static ImmutableArray<AuditAction> All { get; } =
    [
        AppCreated, AppChanged, LoginPolicyChanged, KeyAdded, KeyRemoved, EndpointCreated, EndpointChanged, EndpointSecretRotated, EndpointDeleted,
        DeadLettersResent, DeadLettersPurged, OperatorAdded, OperatorRoleChanged, OperatorPasswordReset, OperatorPasswordChanged, OperatorRemoved,
        ProcessDrained, ProcessResumed, UserKicked,
    ];
}
