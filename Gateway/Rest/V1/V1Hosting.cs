using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Apps;
using PresenceCluster.Gateway.Rest.V1.Cluster;
using PresenceCluster.Gateway.Rest.V1.Events;
using PresenceCluster.Gateway.Rest.V1.Operators;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Gateway.Rest.V1.Users;
using PresenceCluster.Gateway.Rest.V1.Webhooks;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Adds the native API and maps it: every route, with its description for the OpenAPI document.</summary>
internal static class V1Hosting
{
    private const string DocumentRoute = "/v1/openapi.json";

    private const string CountingCredentials =
        $"The header {RevocationNotice.HeaderName} says after which instant of issue credentials log in.";

    private static readonly ProblemKind[] OperatorProblems =
        [ProblemKind.Unauthorized, ProblemKind.PasswordChangeRequired, ProblemKind.AdminRequired];

    public static IServiceCollection AddV1Rest(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, V1Json.Default));
        services.AddOpenApi(V1Document.Configure);
        return services
            .AddSingleton<V1Body>()
            .AddSingleton<CallerCheck>()
            .AddSingleton<AccessCheck>()
            .AddSingleton<AccessFilter>()
            .AddSingleton<SignInRoutes>()
            .AddSingleton<OperatorRoutes>()
            .AddSingleton<AppListRoutes>()
            .AddSingleton<KeyRoutes>()
            .AddSingleton<PresenceRoutes>()
            .AddSingleton<KickRoutes>()
            .AddSingleton<AppSettingsEditor>()
            .AddSingleton<AppRoutes>()
            .AddSingleton<EndpointRoutes>()
            .AddSingleton<DeliveryRoutes>()
            .AddSingleton<EventRoutes>()
            .AddSingleton<OverviewRoutes>()
            .AddSingleton<ProcessRoutes>()
            .AddSingleton<AuditRoutes>();
    }

    public static void MapV1Rest(this IEndpointRouteBuilder routes)
    {
        // The document holds no data of any app, so it is open.
        routes.MapOpenApi(DocumentRoute);
        routes.Map("/v1/{**path}", () => ProblemKind.NotFound.With()).ExcludeFromDescription();

        var services = routes.ServiceProvider;
        Group(routes, "/v1/sign-in", RouteClass.Anybody).MapSignIn(services.GetRequiredService<SignInRoutes>());
        Group(routes, "/v1", RouteClass.Oneself, ProblemKind.Unauthorized).MapOneself(services.GetRequiredService<SignInRoutes>());
        Group(routes, "/v1/operators", RouteClass.Operators, OperatorProblems).MapOperators(services.GetRequiredService<OperatorRoutes>());
        var cluster = Group(routes, "/v1", RouteClass.Cluster, OperatorProblems);
        cluster.MapAppList(services.GetRequiredService<AppListRoutes>());
        cluster.MapProcesses(services.GetRequiredService<ProcessRoutes>());
        cluster.MapAuditLog(services.GetRequiredService<AuditRoutes>());
        Group(routes, "/v1/overview", RouteClass.Counts, [.. OperatorProblems, ProblemKind.NotAdministrator])
            .MapOverview(services.GetRequiredService<OverviewRoutes>());

        var app = Group(routes, "/v1/apps/{app}", RouteClass.App, [.. OperatorProblems, ProblemKind.NotAdministrator]);
        MapPresence(app, services.GetRequiredService<PresenceRoutes>());
        MapKicks(app, services.GetRequiredService<KickRoutes>());
        MapSettings(app, services.GetRequiredService<AppRoutes>());
        app.MapKeys(services.GetRequiredService<KeyRoutes>());
        EndpointMap.Map(app, services.GetRequiredService<EndpointRoutes>());
        DeliveryMap.Map(app, services.GetRequiredService<DeliveryRoutes>());
        EventMap.Map(app, services.GetRequiredService<EventRoutes>());
    }

    private static RouteGroupBuilder Group(
        IEndpointRouteBuilder routes, string prefix, RouteClass routeClass, params ReadOnlySpan<ProblemKind> problems)
        => routes.MapGroup(prefix)
            .WithMetadata(new RouteClassMark(routeClass))
            .AddEndpointFilter(routes.ServiceProvider.GetRequiredService<AccessFilter>())
            .WithProblems(problems)
            .WithProblems(ProblemKind.Internal, ProblemKind.Unavailable);

    private static void MapPresence(RouteGroupBuilder app, PresenceRoutes presence)
    {
        app.MapGet("/users/{user}/presence", (HttpContext context, string app, string user) => presence.GetPresenceAsync(context, user))
            .WithName("getPresence").WithTags("Presence").WithSummary("One user's status, devices and last-seen time.")
            .Produces<PresenceBody>().WithProblems(ProblemKind.BadParameter, ProblemKind.UnknownUser);
        app.MapPost("/presence/query", (HttpContext context, string app) => presence.QueryAsync(context))
            .WithMetadata(ReadingMark.Instance)
            .WithName("queryPresence").WithTags("Presence").WithSummary("The presences of up to 500 users.")
            .WithBody<PresenceQueryBody>().Produces<PresenceListBody>()
            .WithProblems(ProblemKind.UnreadableBody, ProblemKind.TooManyUsers, ProblemKind.BodyTooLarge);
        app.MapGet("/users/{user}/sessions", (HttpContext context, string app, string user) => presence.GetSessionsAsync(context, user))
            .WithName("getSessions").WithTags("Sessions").WithSummary("A user's sessions.")
            .Produces<SessionListBody>().WithProblems(ProblemKind.BadParameter, ProblemKind.UnknownUser);
    }

    private static void MapKicks(RouteGroupBuilder app, KickRoutes kicks)
    {
        app.MapDelete(
                "/users/{user}/sessions/{session}",
                (HttpContext context, string app, string user, string session) => kicks.KickOneAsync(context, user, session))
            .WithName("kickSession").WithTags("Sessions").WithSummary("Ends one session. " + CountingCredentials)
            .WithQuery("revokeCredentials", "Whether every credential issued until now stops logging in; false unless given.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(ProblemKind.BadParameter, ProblemKind.UnknownUser, ProblemKind.UnknownSession);
        app.MapDelete("/users/{user}/sessions", (HttpContext context, string app, string user) => kicks.KickManyAsync(context, user))
            .WithName("kickSessions").WithTags("Sessions").WithSummary("Ends the sessions of one platform, or all. " + CountingCredentials)
            .WithQuery("platform", "The platform whose sessions end; all sessions end without it.")
            .WithQuery("revokeCredentials", "Whether every credential issued until now stops logging in; true without a platform, else false.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(ProblemKind.BadParameter, ProblemKind.UnknownPlatform, ProblemKind.UnknownUser);
    }

    private static void MapSettings(RouteGroupBuilder app, AppRoutes apps)
    {
        app.MapGet("", (HttpContext context, string app) => apps.GetSettingsAsync(context))
            .WithName("getApp").WithTags("App").WithSummary("The app's settings. Keys are masked; the ETag is the version.")
            .Produces<AppSettings>().WithProblems(ProblemKind.UnknownApp);
        app.MapPut("", (HttpContext context, string app) => apps.PutSettingsAsync(context))
            .WithName("putApp").WithTags("App").WithSummary("Replaces the app's settings. Absent or masked keys stay as they are.")
            .WithBody<AppSettings>().Produces<AppSettings>().WithChangeParameters();
        app.MapGet("/login-policy", (HttpContext context, string app) => apps.GetLoginPolicyAsync(context))
            .WithName("getLoginPolicy").WithTags("App").WithSummary("The login policy and the caps.")
            .Produces<LoginPolicyBody>().WithProblems(ProblemKind.UnknownApp);
        app.MapPut("/login-policy", (HttpContext context, string app) => apps.PutLoginPolicyAsync(context))
            .WithName("putLoginPolicy").WithTags("App").WithSummary("Replaces the login policy and the caps, from the next login on.")
            .WithBody<LoginPolicyBody>().Produces<LoginPolicyBody>().WithChangeParameters();
        app.MapGet("/audit", (HttpContext context, string app) => apps.GetHistoryAsync(context))
            .WithName("getAudit").WithTags("App").WithSummary("The latest changes of the settings, newest first.")
            .Produces<SettingsHistoryBody>();
    }
}
