using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Re-evaluates this silo's users after a policy change that is to be enforced at once. It handles a bounded number at a time, so that a
/// change of a large app causes no burst. Users who are not in the book have no Online session. Their next login applies the policy.
/// </summary>
internal sealed partial class PolicyEnforcer(
    PresenceBook book, IGrainFactory grains, IOptions<UserGrainOptions> options, ILogger<PolicyEnforcer> log) : BackgroundService
{
    private const int WaitingAppsMax = 1024;

    // Only the app's id waits. Each run enforces the newest policy of the app, whichever change it was queued for.
    private readonly Channel<AppId> _waiting = Channel.CreateBounded<AppId>(
        new BoundedChannelOptions(WaitingAppsMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    /// <summary>Has the app's users re-evaluated soon.</summary>
    public void Enqueue(AppId app)
    {
        if (!_waiting.Writer.TryWrite(app))
            LogTooMany(app);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var app in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await grains.ForEachUserAsync(
                Candidates(app),
                options.Value.SweepParallelism,
                (_, user, token) => user.EnforcePolicyAsync(token),
                LogUserFailed,
                stoppingToken);
        }
    }

    private IEnumerable<UserKey> Candidates(AppId app) => book.Of(app).Where(user => user.Value.Sessions.Length > 1).Select(user => user.Key);

    [LoggerMessage(2201, LogLevel.Warning, "The new login policy could not be enforced on user {User}; the user's next login applies it.")]
    private partial void LogUserFailed(Exception fault, UserKey user);

    [LoggerMessage(2202, LogLevel.Warning, "Too many policy changes are waiting. That of app {App} applies only from each user's next login on.")]
    private partial void LogTooMany(AppId app);
}
