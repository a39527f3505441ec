using PresenceCluster.Domain;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Notes what was changed through the API, before the caller gets the answer. A change that was made stays made: when the log cannot be
/// written, the entry stands in the process's own log instead, and the caller is told of the change as usual.
/// </summary>
internal sealed partial class AuditTrail(IAuditLog log, TimeProvider time, ILogger<AuditTrail> faults)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Notes a change made by the sender of a call of <c>/v1</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="action">What was done.</param>
    /// <param name="app">The app that it concerns, if it concerns one.</param>
    /// <param name="subject">What was changed.</param>
    /// <param name="before">How it was before, as JSON without secrets.</param>
    /// <param name="after">How it is now, as JSON without secrets.</param>
    public Task NoteAsync(HttpContext context, AuditAction action, AppId? app, string? subject, string? before = null, string? after = null)
        => context.Features.Get<SignedInOperator>() is { } signedIn
            ? WriteAsync(action, AuditCaller.Operator, signedIn.Name, app, subject, before, after)
            : WriteAsync(action, AuditCaller.AppAdministrator, context.Caller().UserId, app, subject, before, after);

    /// <summary>Notes a change made by an app's administrator over the Tencent-compatible API.</summary>
    public Task NoteAsync(Caller caller, AuditAction action, string subject)
        => WriteAsync(action, AuditCaller.AppAdministrator, caller.UserId, caller.App.App, subject, null, null);

    private async Task WriteAsync(
        AuditAction action, AuditCaller caller, string who, AppId? app, string? subject, string? before, string? after)
    {
        var entry = new AuditRecord
        {
            At = time.GetUtcNow(),
            Who = who,
            Caller = caller,
            Action = action.Name,
            App = app,
            Subject = subject,
            Before = before,
            After = after,
        };
        // Not the call's own token: a caller who goes away now has made the change all the same.
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        try
        {
            await log.AppendAsync(action, entry, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception fault)
        {
            LogUnwritten(fault, action.Name, who, app, subject, before, after);
        }
    }

    [LoggerMessage(4321, LogLevel.Error, "The audit log could not store this: {Action} by {Who}, app {App}, {Subject}, {Before} -> {After}.")]
    private partial void LogUnwritten(Exception fault, string action, string who, AppId? app, string? subject, string? before, string? after);
}
