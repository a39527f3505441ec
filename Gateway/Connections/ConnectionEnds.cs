using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Reports ended connections to users' grains, and repeats each report until it succeeds or this process ends: storage may be down for a
/// while. Each connection has at most one report, and keeps its place in <see cref="GatewayOptions.ConnectionsMax"/> until the report is
/// stored. Waiting reports are therefore bounded like connections.
/// </summary>
internal sealed partial class ConnectionEnds(
    IGrainFactory grains, TimeProvider time, IOptions<GatewayOptions> options, GatewayMetrics metrics, ILogger<ConnectionEnds> log) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(options.Value.EndConcurrency);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Reports one end; completes when it is stored, or when the process stops. Never throws.</summary>
    /// <param name="user">The user.</param>
    /// <param name="connection">The connection that is gone.</param>
    /// <param name="reason">Why.</param>
    /// <param name="login">
    /// The result of the connection's login. A report during the login may find nothing to end yet, so it is repeated when the login is
    /// admitted. A login without an answer may still be committed by the database. Then the lease finds a session that no gateway holds.
    /// </param>
    public async Task ReportAsync(UserKey user, ConnectionRef connection, SessionEndReason reason, Task<LoginStage> login)
    {
        try
        {
            var wasAnswered = login.IsCompleted;
            await ReportUntilStoredAsync(user, connection, reason);
            if (!wasAnswered && await login == LoginStage.Active)
                await ReportUntilStoredAsync(user, connection, reason);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The cluster will find this gateway lost and will end the session.
            LogGivenUp(user, connection.ConnectionId);
        }
    }

    /// <summary>Gives up the reports that are not stored.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _turns.Dispose();
    }

    private async Task ReportUntilStoredAsync(UserKey user, ConnectionRef connection, SessionEndReason reason)
    {
        for (var failures = 1; !await TryReportAsync(user, connection, reason); failures++)
        {
            metrics.FailedEnd();
            var pause = RetryDelay.After(failures, options.Value.EndRetryDelayMin, options.Value.EndRetryDelayMax, Random.Shared.NextDouble());
            await Task.Delay(pause, time, _stopping.Token);
        }
    }

    private async Task<bool> TryReportAsync(UserKey user, ConnectionRef connection, SessionEndReason reason)
    {
        await _turns.WaitAsync(_stopping.Token);
        try
        {
            await grains.GetGrain<IUserGrain>(user.ToString()).EndConnectionAsync(connection, reason, _stopping.Token);
            return true;
        }
        catch (Exception fault) when (!_stopping.IsCancellationRequested)
        {
            // An outermost loop: the report may be repeated after any fault at the other end.
            LogFailed(fault, user, connection.ConnectionId, reason);
            return false;
        }
        finally
        {
            _turns.Release();
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "The end of connection {ConnectionId} of {User} ({Reason}) could not be stored; it will be tried again.")]
    private partial void LogFailed(Exception fault, UserKey user, long connectionId, SessionEndReason reason);

    [LoggerMessage(3102, LogLevel.Error, "The end of connection {ConnectionId} of {User} was not stored before the gateway stopped.")]
    private partial void LogGivenUp(UserKey user, long connectionId);
}
