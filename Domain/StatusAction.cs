namespace PresenceCluster.Domain;

/// <summary>The kind of transition that a <see cref="StatusEvent"/> reports. Values are stored and must not be renumbered.</summary>
public enum StatusAction : byte
{
    /// <summary>A device logged in or reconnected (callback Login/Register).</summary>
    Login = 1,

    /// <summary>A device logged out (callback Logout/Unregister).</summary>
    Logout = 2,

    /// <summary>Connections were lost: closed, timed out, or their gateway died (callback Disconnect).</summary>
    Disconnect = 3,

    /// <summary>An administrator, or a policy enforced at once, pushed sessions out.</summary>
    Kick = 4,

    /// <summary>PushOnline sessions became Offline after the retention.</summary>
    Decay = 5,

    /// <summary>The user set a custom status (callback CustomStatusChange).</summary>
    CustomStatusChange = 6,

    /// <summary>The account was imported.</summary>
    AccountImport = 7,

    /// <summary>The account was deleted.</summary>
    AccountDelete = 8,

    /// <summary>Credentials were revoked while no session was there.</summary>
    Revoke = 9,
}
