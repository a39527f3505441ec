namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>The standing that a call's credential gives its sender.</summary>
internal enum Standing
{
    /// <summary>There is none that counts.</summary>
    Nobody,

    /// <summary>A user of the app in the path without its administrator's rights.</summary>
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
