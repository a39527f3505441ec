namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Takes <c>//v4/…</c> for <c>/v4/…</c>. A back end writes it when its base URL ends with a slash. No other path is rewritten, because a
/// proxy may keep callers away from a path by its start.
/// </summary>
internal sealed class DoubleSlash : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Before the routing, which knows no empty segment.
        app.Use(pipeline => context =>
        {
            if (context.Request.Path.Value is { } path && path.StartsWith("//v4/", StringComparison.Ordinal))
                context.Request.Path = path[1..];
            return pipeline(context);
        });
        next(app);
    };
}
