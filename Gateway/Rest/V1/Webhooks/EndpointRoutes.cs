using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Apps;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Gateway.Rest.V1.Webhooks;

/// <summary>
/// An app's webhook endpoints. They are a part of its settings: their ETag is the settings' version, and the audit log has each change of
/// them. <see cref="DeliveryRoutes"/> answers questions about their deliveries.
/// </summary>
internal sealed partial class EndpointRoutes(
    AppSettingsEditor editor, V1Body bodies, IEventLog events, IGrainFactory grains, TimeProvider time, ILogger<EndpointRoutes> log)
{
    private const int IdChars = 12;
    private const int SecretBytes = 32;
    private const int TokenChars = 32;
    private const string AnyEndpoint = "any";
    private static readonly TimeSpan WarningPatience = TimeSpan.FromSeconds(2);

    /// <summary>All endpoints, secrets masked.</summary>
    public Task<IResult> ListAsync(HttpContext context) => editor.ReadAsync(context, current => TypedResults.Json(
        new EndpointListBody(SecretMask.Apply(current.Settings).Endpoints), AppSettingsJson.TypeOf<EndpointListBody>()));

    /// <summary>One endpoint, secrets masked.</summary>
    public Task<IResult> GetAsync(HttpContext context, string id) => editor.ReadAsync(
        context, current => Find(current.Settings, id) is { } endpoint ? Show(SecretMask.Apply(endpoint)) : ProblemKind.UnknownEndpoint.With());

    /// <summary>Creates an endpoint with an id, and with a secret unless the body has one. Its secrets are shown this once.</summary>
    public async Task<IResult> CreateAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.TypeOf<WebhookEndpoint>());
        if (body is null)
            return problem!;
        if (body.Id is not "")
            return Invalid("id is given by the service; leave it out.");

        var endpoint = body with
        {
            Id = RandomNumberGenerator.GetHexString(IdChars, lowercase: true),
            Secrets = body.Secrets.IsEmpty && body.Format == WebhookFormat.Native ? [NewSecret(body.Format)] : body.Secrets,
            StartAfter = body.StartAfter == EventPosition.Start
                ? await events.EndAsync(context.Caller().App.App, context.RequestAborted)
                : body.StartAfter,
        };
        var warning = await FindWarningAsync(context, endpoint.Url);
        var result = await editor.AddAsync(
            context,
            new AuditedChange(AuditAction.EndpointCreated, endpoint.Id),
            current => current with { Endpoints = current.Endpoints.Add(endpoint) },
            _ =>
            {
                context.Response.Headers.Location = $"{context.Request.Path.Value!.TrimEnd('/')}/{endpoint.Id}";
                return Show(context, endpoint, warning, StatusCodes.Status201Created);
            });
        return WithoutId(result, endpoint.Id);
    }

    /// <summary>Replaces an endpoint. Absent or masked secrets are kept, and so is the position at which its events began.</summary>
    public async Task<IResult> PutAsync(HttpContext context, string id)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.TypeOf<WebhookEndpoint>());
        if (body is null)
            return problem!;
        if (body.Id is not "" && body.Id != id)
            return Invalid("id is that of the path and does not change.");
        var warning = await FindWarningAsync(context, body.Url);
        return await ChangeAsync(
            context,
            id,
            current => SecretMask.Resolve(body, current) with { Id = id, StartAfter = current.StartAfter },
            changed => Show(context, SecretMask.Apply(changed), warning));
    }

    /// <summary>Removes an endpoint. Events that it has not received are no longer kept for it.</summary>
    public Task<IResult> DeleteAsync(HttpContext context, string id) => editor.ChangeAsync(
        context,
        new AuditedChange(AuditAction.EndpointDeleted, id),
        current => Find(current, id) is { } endpoint
            ? current with { Endpoints = current.Endpoints.Remove(endpoint) }
            : ProblemKind.UnknownEndpoint.With(),
        _ => TypedResults.NoContent());

    /// <summary>
    /// Makes a new secret and shows it this once. In the native format the secret before it stays in use until the next rotation, or until
    /// a change leaves it out. A Tencent callback has one sign only.
    /// </summary>
    public Task<IResult> RotateSecretAsync(HttpContext context, string id)
    {
        var secret = "";
        return editor.AddAsync(
            context,
            new AuditedChange(AuditAction.EndpointSecretRotated, id),
            current =>
            {
                if (Find(current, id) is not { } endpoint)
                    return ProblemKind.UnknownEndpoint.With();
                secret = NewSecret(endpoint.Format);
                return Replace(current, endpoint, endpoint with
                {
                    Secrets = endpoint.Format == WebhookFormat.Native ? [secret, endpoint.Secrets[0]] : [secret],
                });
            },
            _ => TypedResults.Json(new NewSecretBody(secret), V1Json.Default.NewSecretBody));
    }

    /// <summary>The endpoint of an app's settings; null when there is none.</summary>
    public static WebhookEndpoint? Find(AppSettings settings, string id)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Id == id)
                return endpoint;
        }

        return null;
    }

    private Task<IResult> ChangeAsync(
        HttpContext context, string id, Func<WebhookEndpoint, WebhookEndpoint> change, Func<WebhookEndpoint, IResult> show) => editor.ChangeAsync(
            context,
            new AuditedChange(AuditAction.EndpointChanged, id),
            current => Find(current, id) is { } endpoint ? Replace(current, endpoint, change(endpoint)) : ProblemKind.UnknownEndpoint.With(),
            changed => show(Find(changed, id)!));

    private static AppSettings Replace(AppSettings settings, WebhookEndpoint endpoint, WebhookEndpoint by)
        => settings with { Endpoints = settings.Endpoints.Replace(endpoint, by) };

    private static IResult Show(WebhookEndpoint endpoint, int status = StatusCodes.Status200OK)
        => TypedResults.Json(endpoint, AppSettingsJson.TypeOf<WebhookEndpoint>(), statusCode: status);

    /// <summary>Shows an endpoint that was stored. The answer, and the log, say when its address will be refused.</summary>
    private IResult Show(HttpContext context, WebhookEndpoint endpoint, string? warning, int status = StatusCodes.Status200OK)
    {
        if (warning is null)
            return Show(endpoint, status);
        LogWarned(endpoint.Id, context.Caller().App.App, warning);
        var body = JsonSerializer.SerializeToNode(endpoint, AppSettingsJson.TypeOf<WebhookEndpoint>())!.AsObject();
        body["warning"] = warning;
        return TypedResults.Json(body, AppSettingsJson.TypeOf<JsonObject>(), statusCode: status);
    }

    /// <summary>
    /// Why the silos will not post to a URL; null when they will. Only they know the networks that are allowed, and look the name up. The
    /// question is about no stored endpoint, so any grain answers it.
    /// </summary>
    private async Task<string?> FindWarningAsync(HttpContext context, string url)
    {
        var callerLeft = context.RequestAborted;
        var any = grains.GetGrain<IEndpointGrain>(IEndpointGrain.KeyOf(context.Caller().App.App, AnyEndpoint));
        try
        {
            return await any.FindAddressFaultAsync(url, callerLeft).WaitAsync(WarningPatience, time, callerLeft);
        }
        catch (Exception fault) when (GrainFault.IsPassing(fault) && !callerLeft.IsCancellationRequested)
        {
            // A silo that does not answer costs the warning, not the change.
            return null;
        }
    }

    /// <summary>Takes the id out of the errors of an endpoint that was not created: the caller does not know it.</summary>
    private static IResult WithoutId(IResult result, string id)
    {
        if (result is not ProblemResult { Problem.Errors: { } errors })
            return result;
        ImmutableArray<string> told = [.. errors.Select(error => error.Replace($"endpoints: {id}: ", "", StringComparison.Ordinal))];
        return ProblemKind.InvalidSettings.With(string.Join(' ', told), told);
    }

    private static ProblemResult Invalid(string error) => ProblemKind.InvalidSettings.With(error, [error]);

    private static string NewSecret(WebhookFormat format) => format == WebhookFormat.Native
        ? WebhookSecret.Encode(RandomNumberGenerator.GetBytes(SecretBytes))
        : RandomNumberGenerator.GetHexString(TokenChars, lowercase: true);

    [LoggerMessage(4302, LogLevel.Warning, "Endpoint {Endpoint} of app {App} will get no events. {Warning}")]
    private partial void LogWarned(string endpoint, AppId app, string warning);
}
