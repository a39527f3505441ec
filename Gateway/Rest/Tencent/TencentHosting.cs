namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Adds the Tencent-compatible API and maps it.</summary>
internal static class TencentHosting
{
    // A caller that names another version, or none, hears of its mistake in the envelope too.
    private static readonly string[] Patterns =
    [
        "/v4/{**path}",
        "/{version}/openim/{**path}",
        "/{version}/im_open_login_svc/{**path}",
        "/openim/{**path}",
        "/im_open_login_svc/{**path}",
    ];

    public static IServiceCollection AddTencentRest(this IServiceCollection services) => services
        .AddSingleton<CallRates>()
        .AddSingleton<TencentGate>()
        .AddSingleton<UserGrainCalls>()
        .AddSingleton<ITencentCommand, QueryCommand>()
        .AddSingleton<ITencentCommand, KickCommand>()
        .AddSingleton<ITencentCommand, ImportCommand>()
        .AddSingleton<ITencentCommand, MultiImportCommand>()
        .AddSingleton<ITencentCommand, CheckCommand>()
        .AddSingleton<ITencentCommand, DeleteCommand>()
        .AddSingleton<TencentEndpoint>()
        .AddSingleton<IStartupFilter, DoubleSlash>();

    // One handler for all of them: its paths are case-sensitive, and unknown ones have an envelope of their own (contract §4).
    public static void MapTencentRest(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<TencentEndpoint>();
        foreach (var pattern in Patterns)
            routes.Map(pattern, endpoint.HandleAsync);
    }
}
