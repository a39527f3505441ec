namespace PresenceCluster.Storage.Audit;

/// <summary>
/// The kind of caller that made a change: an operator and an app's administrator may have the same name. Values are stored.
/// </summary>
public enum AuditCaller
{
    /// <summary>An operator of the cluster.</summary>
    Operator = 0,

    /// <summary>An administrator of the app, by a credential of that app.</summary>
    AppAdministrator = 1,
}
