namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>What the credential of a call makes of its sender.</summary>
internal enum Standing
{
    /// <summary>There is none that counts.</summary>
    Nobody,

    /// <summary>A user of the app in the path, who is no administrator of it.</summary>
    User,

    /// <summary>An administrator of the app in the path.</summary>
    AppAdministrator,

    /// <summary>An operator who has not replaced the one-time password yet.</summary>
    NewOperator,

    /// <summary>An operator who may read.</summary>
    Viewer,

    /// <summary>An operator who may change.</summary>
    Admin,
}
