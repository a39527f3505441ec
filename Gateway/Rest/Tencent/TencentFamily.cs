namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>The errors for which each family of calls has a number of its own (contract §4).</summary>
/// <param name="NotAdministrator">The caller is no administrator.</param>
/// <param name="NotJson">The body is not JSON.</param>
/// <param name="TimedOut">The server gave up.</param>
/// <param name="Internal">An internal fault.</param>
internal sealed record TencentFamily(TencentError NotAdministrator, TencentError NotJson, TencentError TimedOut, TencentError Internal)
{
    /// <summary><c>/v4/openim</c>.</summary>
    public static readonly TencentFamily OpenIm = new(
        TencentError.QueryNotAdministrator, TencentError.QueryNotJson, TencentError.CallTimedOut, TencentError.QueryInternal);

    /// <summary><c>/v4/im_open_login_svc</c>.</summary>
    public static readonly TencentFamily Accounts = new(
        TencentError.NotAdministrator, TencentError.UnreadableJson, TencentError.TimedOut, TencentError.Internal);
}
