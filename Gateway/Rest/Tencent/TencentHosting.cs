namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Adds the Tencent-compatible API and maps it.</summary>
internal static class TencentHosting
{
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
        .AddSingleton<TencentEndpoint>();

    // One route for all of /v4: its paths are case-sensitive, and unknown ones have an envelope of their own (contract §4).
    public static void MapTencentRest(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<TencentEndpoint>();
        routes.Map("/v4/{**path}", endpoint.HandleAsync);
    }
}
