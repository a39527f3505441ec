using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Apps;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Webhooks;

/// <summary>The state of the deliveries to a webhook endpoint, a test of it, and its dead letters.</summary>
internal sealed class DeliveryRoutes(AppSettingsEditor editor, IGrainFactory grains, AuditTrail audit, V1Body bodies)
{
    private const int DeadLettersMax = 1000;
    private const int DeadLettersDefault = 100;
    private const int SelectedMax = 1000;

    /// <summary>Backlog, counters and the latest attempts.</summary>
    public Task<IResult> GetStateAsync(HttpContext context, string id) => WithEndpointAsync(
        context, id, async deliveries => TypedResults.Json(await deliveries.GetStateAsync(context.RequestAborted), V1Json.Default.EndpointState));

    /// <summary>Sends one invented event now, and returns the result.</summary>
    public Task<IResult> TestAsync(HttpContext context, string id) => WithEndpointAsync(
        context,
        id,
        async deliveries => await deliveries.TestAsync(context.RequestAborted) is { } attempt
            ? TypedResults.Json(attempt, V1Json.Default.DeliveryAttempt)
            : ProblemKind.UnknownEndpoint.With());

    /// <summary>A page of dead letters.</summary>
    public Task<IResult> GetDeadLettersAsync(HttpContext context, string id)
    {
        if (!QueryNumber.TryRead(context, "limit", DeadLettersDefault, DeadLettersMax, out var limit, out var problem))
            return Task.FromResult<IResult>(problem);
        var after = context.Request.Query["after"] is [{ Length: > 0 } value] ? value : null;
        return WithEndpointAsync(context, id, async deliveries => TypedResults.Json(
            new DeadLetterListBody(await deliveries.GetDeadLettersAsync(after, limit, context.RequestAborted)), V1Json.Default.DeadLetterListBody));
    }

    /// <summary>Sends dead letters again.</summary>
    public Task<IResult> ResendAsync(HttpContext context, string id)
        => SelectAsync(context, id, AuditAction.DeadLettersResent, (deliveries, events) => deliveries.ResendAsync(events, context.RequestAborted));

    /// <summary>Deletes dead letters for good.</summary>
    public Task<IResult> PurgeAsync(HttpContext context, string id)
        => SelectAsync(context, id, AuditAction.DeadLettersPurged, (deliveries, events) => deliveries.PurgeAsync(events, context.RequestAborted));

    private async Task<IResult> SelectAsync(
        HttpContext context, string id, AuditAction action, Func<IEndpointGrain, ImmutableArray<string>, Task<int>> act)
    {
        var (selection, problem) = await bodies.ReadAsync(context, V1Json.Default.DeadLetterSelectionBody);
        if (selection is null)
            return problem!;
        // No selection must not turn into "all".
        ImmutableArray<string> events = selection.EventIds ?? [];
        if (selection.All != events.IsEmpty)
            return ProblemKind.UnreadableBody.With("Give either eventIds, at least one, or all as true.");
        if (events.Length > SelectedMax || events.Contains(null!))
            return ProblemKind.UnreadableBody.With(string.Create(CultureInfo.InvariantCulture, $"eventIds must hold at most {SelectedMax} ids."));
        return await WithEndpointAsync(context, id, async deliveries =>
        {
            var body = new CountBody(await act(deliveries, events));
            await audit.NoteAsync(context, action, context.Caller().App.App, id, after: JsonSerializer.Serialize(body, V1Json.Default.CountBody));
            return TypedResults.Json(body, V1Json.Default.CountBody);
        });
    }

    private async Task<IResult> WithEndpointAsync(HttpContext context, string id, Func<IEndpointGrain, Task<IResult>> act)
    {
        if (await editor.Grain(context).GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        return EndpointRoutes.Find(current.Settings, id) is null
            ? ProblemKind.UnknownEndpoint.With()
            : await act(grains.GetGrain<IEndpointGrain>(IEndpointGrain.KeyOf(current.App, id)));
    }
}
