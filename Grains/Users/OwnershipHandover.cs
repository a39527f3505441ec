using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Moves users between silos when silos come and go, so that at no time two of them have the same user in memory.
///
/// A hash decides who owns a user, and everybody learns at a slightly different moment that it has changed. So a silo that gains users
/// (it has joined, or another one leaves) activates none before each silo that may have them has said that it let go: that one
/// first learns the new membership, then has the grains concerned store what they are storing and leave, and refuses them from then on.
/// A silo that does not answer in time is not waited for: it is dead soon, and the version check of each write fences it until then.
/// </summary>
internal sealed partial class OwnershipHandover(
    ClusterView cluster,
    PresenceTable table,
    IProcessCalls calls,
    IGrainFactory grains,
    TimeProvider time,
    IOptions<UserGrainOptions> options,
    ILogger<OwnershipHandover> log) : BackgroundService, IOwnershipHandover
{
    private readonly Lock _lock = new();
    private Takeover _takeover = new(null, Task.CompletedTask);
    private Release _release = new(long.MinValue, [], Task.CompletedTask);

    public Task WhenTakenOverAsync(ClusterFrame frame)
    {
        var current = Volatile.Read(ref _takeover);
        if (current.Frame is { } known && known.Version >= frame.Version)
            return current.Completion;
        lock (_lock)
        {
            current = _takeover;
            if (current.Frame is { } before && before.Version >= frame.Version)
                return current.Completion;
            var completion = GainsUsers(current.Frame, frame) ? Task.WhenAll(current.Completion, AskHoldersAsync(frame)) : current.Completion;
            Volatile.Write(ref _takeover, new Takeover(frame, completion));
            return completion;
        }
    }

    /// <summary>Answers a silo that gains users: completes when none of them is in this silo's memory any more.</summary>
    /// <param name="membershipVersion">The version of the membership that the other silo goes by.</param>
    public async Task LetGoAsync(long membershipVersion)
    {
        using var givingUp = new CancellationTokenSource(options.Value.HandoverTimeout, time);
        await cluster.CatchUpAsync(membershipVersion, givingUp.Token);
        await WhenReleasedAsync(cluster.Current).WaitAsync(givingUp.Token);
    }

    /// <summary>
    /// Starts each takeover as soon as the membership is known, not with the first user; and lets go of users even if their new owner
    /// never gets to ask, since this silo may own them again later.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            _ = WhenTakenOverAsync(frame);
            _ = WhenReleasedAsync(frame);
        }
    }

    private bool GainsUsers(ClusterFrame? before, ClusterFrame frame)
        => frame.Owners.Contains(cluster.LocalSilo)
            && (before is null || !before.Owners.Contains(cluster.LocalSilo) || before.Owners.Any(silo => !frame.Owners.Contains(silo)));

    private async Task AskHoldersAsync(ClusterFrame frame)
    {
        // Not in the turn of the grain that happened to be the first one of this membership.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
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
        // A silo that goes away meanwhile may never answer, and holds nobody any more.
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
                // It is on its way out, or out of reach: the membership will say so, or the time runs out.
                LogAskFailed(fault, silo, frame.Version);
            }

            await Task.Delay(options.Value.HandoverRetryDelay, time, cancellationToken);
        }
    }

    /// <summary>Everybody who gains users asks; one sweep serves them all.</summary>
    private Task WhenReleasedAsync(ClusterFrame frame)
    {
        lock (_lock)
        {
            if (_release.Version <= frame.Version && (_release.Completion.IsFaulted || !_release.Owners.AsSpan().SequenceEqual(frame.Owners.AsSpan())))
                _release = new Release(frame.Version, frame.Owners, ReleaseAsync(frame));
            return _release.Completion;
        }
    }

    private async Task ReleaseAsync(ClusterFrame frame)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var leaving = table.ActivationsOf(user => frame.IsOwnedElsewhere(user, cluster.LocalSilo)).ToList();
        if (leaving.Count == 0)
            return;
        // Not by calls of the grains: those go to where the cluster takes them to be, which may be the new owner already.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.SweepParallelism };
        await Parallel.ForEachAsync(leaving, parallel, async (one, _) =>
        {
            one.Value.Activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Another silo owns the user."), CancellationToken.None);
            await one.Value.Activation.Deactivated;
        });
        LogReleased(leaving.Count, frame.Version);
        // Of a silo that ends itself, the gateways wake those who are connected: it may get no call through any more.
        if (frame.Owners.Contains(cluster.LocalSilo))
            _ = WakeAsync([.. leaving.Where(one => one.Value.State is { Status: PresenceStatus.Online }).Select(one => one.Key)]);
    }

    /// <summary>Has the new owners activate those who are Online, so that the death of a gateway is told to their back ends at once there too.</summary>
    private Task WakeAsync(ImmutableArray<UserKey> users)
        => grains.ForEachUserAsync(users, options.Value.SweepParallelism, (user, token) => user.GetAsync(token), LogUserFailed);

    [LoggerMessage(2111, LogLevel.Information, "{Silos} silos let go of the users that this one owns at membership version {Version}, in {Milliseconds:F0} ms.")]
    private partial void LogTakenOver(int silos, long version, double milliseconds);

    [LoggerMessage(2112, LogLevel.Warning, "Silo {Silo} has not let go of its users at membership version {Version} in time; it is not waited for.")]
    private partial void LogNotWaitedFor(SiloAddress silo, long version);

    [LoggerMessage(2113, LogLevel.Debug, "Silo {Silo} could not be asked to let go of its users at membership version {Version}.")]
    private partial void LogAskFailed(Exception fault, SiloAddress silo, long version);

    [LoggerMessage(2114, LogLevel.Information, "{Users} users that this silo does not own at membership version {Version} have left it.")]
    private partial void LogReleased(int users, long version);

    [LoggerMessage(2115, LogLevel.Warning, "User {User} could not be moved to its new silo yet.")]
    private partial void LogUserFailed(Exception fault, UserKey user);

    /// <summary>What this silo waits for before it activates anybody.</summary>
    private sealed record Takeover(ClusterFrame? Frame, Task Completion);

    /// <summary>The latest time that this silo let users go.</summary>
    private sealed record Release(long Version, ImmutableArray<SiloAddress> Owners, Task Completion);
}
