using System.Security.Cryptography;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>Lists and creates apps.</summary>
internal sealed class AppListRoutes(AppDirectory apps, IGrainFactory grains, AuditTrail audit, V1Body bodies)
{
    // The range of demo apps and of Tencent's own numbers. Numbers are drawn from it until one is free.
    private const int IdMin = 1_400_000_000;
    private const int IdMax = 1_500_000_000;
    private const int DrawsMax = 8;

    /// <summary>All apps, as this process knows them.</summary>
    public IResult List() => TypedResults.Json(
        new AppListBody([.. apps.All.OrderBy(app => app.App).Select(AppBody.From)]), V1Json.Default.AppListBody);

    /// <summary>Creates an app with a key of its own.</summary>
    public async Task<IResult> CreateAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.NewAppBody);
        if (body is null)
            return problem!;
        if (body.Id == 0)
            return ProblemKind.InvalidSettings.With("id must be 1 to 4294967295.");

        var key = AppSecretKey.New();
        var settings = new AppSettings { Name = body.Name, Edition = body.Edition ?? Edition.Standard, SecretKeys = [key] };
        for (var draw = 1; ; draw++)
        {
            var app = new AppId(body.Id ?? (uint)RandomNumberGenerator.GetInt32(IdMin, IdMax));
            var reply = await grains.GetGrain<IAppGrain>(app.Value).CreateAsync(settings, context.SignedIn().Name, context.RequestAborted);
            if (reply is AppChangeReply.Conflict)
            {
                if (body.Id is null && draw < DrawsMax)
                    continue;
                return ProblemKind.AppExists.With();
            }

            if (reply is AppChangeReply.Changed)
                await audit.NoteAsync(context, AuditAction.AppCreated, app, subject: null, after: SettingsDifference.Of(null, settings).After);
            return AppSettingsEditor.Show(context, reply, _ => ShowCreated(context, app, key));
        }
    }

    private static IResult ShowCreated(HttpContext context, AppId app, string key)
    {
        context.Response.Headers.Location = $"/v1/apps/{app}";
        return TypedResults.Json(
            new CreatedAppBody(app.Value, key, context.Response.Headers.ETag.ToString()),
            V1Json.Default.CreatedAppBody,
            statusCode: StatusCodes.Status201Created);
    }
}
