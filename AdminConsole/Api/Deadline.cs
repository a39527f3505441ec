namespace PresenceCluster.AdminConsole.Api;

/// <summary>A time limit together with the caller's own cancellation. Afterwards it tells which of the two ended the call.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan within, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _limit = new CancellationTokenSource(within, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Whether a fault is the limit's doing, and not the caller's.</summary>
    public bool IsOver(Exception fault) => fault is OperationCanceledException && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
