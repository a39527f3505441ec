using System.Net;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Records changes that were made through the API, before the caller gets the answer. When the audit log cannot be written, the change
/// stays and the caller gets the usual answer. The entry is then written to the process's own log. When the time of the call is over, the
/// caller is answered and the write goes on alone.
/// </summary>
internal sealed partial class AuditTrail(IAuditLog log, TimeProvider time, ILogger<AuditTrail> faults)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Records a change that was made by a call of <c>/v1</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="action">The kind of change.</param>
    /// <param name="app">The app that it concerns, if it concerns one.</param>
    /// <param name="subject">The changed thing.</param>
    /// <param name="before">The state before, as JSON without secrets.</param>
    /// <param name="after">The state after, as JSON without secrets.</param>
    public Task NoteAsync(HttpContext context, AuditAction action, AppId? app, string? subject, string? before = null, string? after = null)
    {
        var address = context.Connection.RemoteIpAddress;
        var write = context.Features.Get<SignedInOperator>() is { } signedIn
            ? WriteAsync(action, AuditCaller.Operator, signedIn.Name, address, app, subject, before, after)
            : WriteAsync(action, AuditCaller.AppAdministrator, context.Caller().UserId, address, app, subject, before, after);
        return WhileCallLastsAsync(write, context.RequestAborted);
    }

    /// <summary>Records a change that was made by an app's administrator over the Tencent-compatible API.</summary>
    /// <param name="caller">The administrator.</param>
    /// <param name="address">The administrator's address.</param>
    /// <param name="action">The kind of change.</param>
    /// <param name="subject">The changed thing.</param>
    /// <param name="callEnds">The end of the call's time.</param>
    public Task NoteAsync(Caller caller, IPAddress? address, AuditAction action, string subject, CancellationToken callEnds)
    {
        var write = WriteAsync(action, AuditCaller.AppAdministrator, caller.UserId, address, caller.App.App, subject, before: null, after: null);
        return WhileCallLastsAsync(write, callEnds);
    }

    // A write never fails, so the only thing to suppress is the end of the wait.
    private static async Task WhileCallLastsAsync(Task write, CancellationToken callEnds)
        => await write.WaitAsync(callEnds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WriteAsync(
        AuditAction action, AuditCaller caller, string who, IPAddress? address, AppId? app, string? subject, string? before, string? after)
    {
        var entry = new AuditRecord
        {
            At = time.GetUtcNow(),
            Who = who,
            Caller = caller,
            Address = address?.ToString(),
            Action = action.Name,
            App = app,
            Subject = subject,
            Before = before,
            After = after,
        };
        // The call's own token is not used: the change is made even if the caller leaves now.
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        try
        {
            await log.AppendAsync(action, entry, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception fault)
        {
            // Faults of every type: the change is made, so none of them may change the answer or lose the entry.
            LogUnwritten(fault, action.Name, who, address, app, subject, before, after);
        }
    }

    [LoggerMessage(4321, LogLevel.Error,
        "The audit log could not store this: {Action} by {Who} at {Address}, app {App}, {Subject}, {Before} -> {After}.")]
    private partial void LogUnwritten(
        Exception fault, string action, string who, IPAddress? address, AppId? app, string? subject, string? before, string? after);
}
