using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Moves users between silos when silos join or leave, so that two silos never have the same user in memory.
///
/// A hash decides which silo owns a user, and each silo learns of a change at a slightly different moment. A silo gains users when it joins
/// or when another one leaves. It activates none of them before each silo that may hold them has confirmed their release. To release users,
/// a silo first reads the new membership. Then it closes their buckets in its book, lets the grains finish their writes, deactivates them,
/// and refuses these users from then on. A silo that does not answer in time is not waited for: it will be dead soon, and until then the
/// version check of each write fences it.
/// </summary>
internal sealed partial class OwnershipHandover(
    ClusterView cluster,
    PresenceBook book,
    UserActivations activations,
    IProcessCalls calls,
    TimeProvider time,
    IOptions<UserGrainOptions> options,
    ILogger<OwnershipHandover> log) : BackgroundService, IOwnershipHandover
{
    private readonly Lock _lock = new();

    private Takeover _takeover = new(null, Task.CompletedTask);
    private Release _release = new(long.MinValue, [], Task.CompletedTask);

    public Task WhenTakenOverAsync(ClusterFrame frame) => TakeOver(frame).Completion;

    /// <summary>Answers a silo that gains users. Completes when none of those users is in this silo's memory.</summary>
    /// <param name="membershipVersion">The membership version that the other silo uses.</param>
    public async Task LetGoAsync(long membershipVersion)
    {
        using var givingUp = new CancellationTokenSource(options.Value.HandoverTimeout, time);
        await cluster.CatchUpAsync(membershipVersion, givingUp.Token);
        await LetGo(cluster.Current).Completion.WaitAsync(givingUp.Token);
    }

    /// <summary>
    /// Starts each takeover as soon as the membership is known, before the first user arrives. It also releases users whose new owner never
    /// asks for them, because this silo may own them again later. It waits for neither: a newer membership may be known any moment.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            TakeOver(frame);
            LetGo(frame);
        }
    }

    /// <summary>Begins the takeover under a membership, unless it has begun. It includes the takeovers before it.</summary>
    private Takeover TakeOver(ClusterFrame frame)
    {
        var current = Volatile.Read(ref _takeover);
        if (current.Frame is { } known && known.Version >= frame.Version)
            return current;
        lock (_lock)
        {
            current = _takeover;
            if (current.Frame is { } before && before.Version >= frame.Version)
                return current;
            var completion = GainsUsers(current.Frame, frame)
                ? Task.WhenAll(current.Completion, AskHoldersAsync(frame))
                : current.Completion;
            current = new Takeover(frame, completion);
            Volatile.Write(ref _takeover, current);
            return current;
        }
    }

    private bool GainsUsers(ClusterFrame? before, ClusterFrame frame)
        => frame.Owners.Contains(cluster.LocalSilo)
            && (before is null || !before.Owners.Contains(cluster.LocalSilo) || before.Owners.Any(silo => !frame.Owners.Contains(silo)));

    private async Task AskHoldersAsync(ClusterFrame frame)
    {
        // Runs outside the turn of the grain that was the first to see this membership.
        await Turn.LeaveAsync();
        var others = frame.Holders.Remove(cluster.LocalSilo);
        if (others.IsEmpty)
            return;
        var startedAt = time.GetTimestamp();
        await Task.WhenAll(others.Select(silo => AskAsync(silo, frame, startedAt)));
        LogTakenOver(others.Length, frame.Version, time.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private async Task AskAsync(SiloAddress silo, ClusterFrame frame, long startedAt)
    {
        using var over = new CancellationTokenSource();
        // A silo that goes away meanwhile may never answer, but it holds no users then.
        await Task.WhenAny(WhenGoneAsync(silo, over.Token), AskUntilAsync(silo, frame, startedAt, over.Token));
        await over.CancelAsync();
    }

    private async Task WhenGoneAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        await foreach (var frame in cluster.Changes(cancellationToken))
        {
            if (!frame.Holders.Contains(silo))
                return;
        }
    }

    private async Task AskUntilAsync(SiloAddress silo, ClusterFrame frame, long startedAt, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var left = options.Value.HandoverTimeout - time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                LogNotWaitedFor(silo, frame.Version);
                return;
            }

            try
            {
                await calls.Silo(silo).HandOverAsync(frame.Version).WaitAsync(left, time, cancellationToken);
                return;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // Any fault of the other silo arrives here, and none may pass for its answer. The silo is shutting down or unreachable.
                // The membership will show it, or the time runs out.
                LogAskFailed(fault, silo, frame.Version);
            }

            await Task.Delay(options.Value.HandoverRetryDelay, time, cancellationToken);
        }
    }

    /// <summary>
    /// Begins the release of the users of other silos, unless it has begun. Every silo that gains users asks for it, and one sweep serves
    /// them all.
    /// </summary>
    private Release LetGo(ClusterFrame frame)
    {
        lock (_lock)
        {
            var fault = _release.Completion.Exception;
            if (_release.Version > frame.Version || (fault is null && _release.Owners.AsSpan().SequenceEqual(frame.Owners.AsSpan())))
                return _release;
            if (fault is not null)
                LogReleaseFailed(fault, _release.Version);
            return _release = new Release(frame.Version, frame.Owners, ReleaseAsync(frame));
        }
    }

    private async Task ReleaseAsync(ClusterFrame frame)
    {
        await Turn.LeaveAsync();
        foreach (var bucket in Enumerable.Range(0, UserBucket.Count))
        {
            if (frame.OwnerOf(bucket) is { } owner && !owner.Equals(cluster.LocalSilo))
                book.Close(bucket);
        }

        var leaving = activations.Of(user => frame.IsOwnedElsewhere(user, cluster.LocalSilo));
        if (leaving.Count == 0)
            return;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.SweepParallelism };
        await Parallel.ForEachAsync(leaving, parallel, async (one, _) =>
        {
            one.Value.Deactivate(
                new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Another silo owns the user."), CancellationToken.None);
            await one.Value.Deactivated;
        });
        LogReleased(leaving.Count, frame.Version);
    }

    [LoggerMessage(2111, LogLevel.Information,
        "{Silos} silos have released the users that this silo owns at membership version {Version}, in {Milliseconds:F0} ms.")]
    private partial void LogTakenOver(int silos, long version, double milliseconds);

    [LoggerMessage(2112, LogLevel.Warning, "Silo {Silo} has not released its users at membership version {Version} in time; this silo does not wait for it.")]
    private partial void LogNotWaitedFor(SiloAddress silo, long version);

    [LoggerMessage(2113, LogLevel.Debug, "Silo {Silo} could not be asked to release its users at membership version {Version}.")]
    private partial void LogAskFailed(Exception fault, SiloAddress silo, long version);

    [LoggerMessage(2114, LogLevel.Information, "{Users} users that this silo does not own at membership version {Version} were deactivated here.")]
    private partial void LogReleased(int users, long version);

    [LoggerMessage(2116, LogLevel.Warning, "The release of users at membership version {Version} failed. It is begun again.")]
    private partial void LogReleaseFailed(Exception fault, long version);

    /// <summary>The wait before this silo may activate users.</summary>
    private sealed record Takeover(ClusterFrame? Frame, Task Completion);

    /// <summary>The latest release of users by this silo.</summary>
    private sealed record Release(long Version, ImmutableArray<SiloAddress> Owners, Task Completion);
}
