using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// Creates the first administrator of a cluster that has no operator yet, once the doors are open. Of processes that start at once, one
/// succeeds. Only its standard output ever shows the one-time password, which is neither logged nor stored.
/// </summary>
internal sealed partial class FirstAdmin(
    IGrainFactory grains,
    OperatorDirectory directory,
    OperatorPasswords passwords,
    IHostApplicationLifetime lifetime,
    IOptions<ConsoleOptions> options,
    IOptions<GatewayOptions> gateway,
    TimeProvider time,
    ILogger<FirstAdmin> log) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // Without a silo, or without storage, the account cannot be created yet.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WhenStartedAsync(stoppingToken);
        await directory.Loaded.WaitAsync(stoppingToken);
        await Rounds.UntilDoneAsync(RetryPause, time, CreateAsync, LogFailed, stoppingToken);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var configured = await ReadConfiguredAsync(cancellationToken);
        if (directory.Current.Accounts is not ([] or [{ MustChangePassword: true }]) || (configured is null && directory.Current.Accounts is not []))
            return;

        var password = configured ?? OperatorPasswords.NewOneTime();
        var account = new OperatorAccount
        {
            Name = OperatorRules.FirstName,
            Role = OperatorRole.Admin,
            PasswordHash = passwords.Hash(password),
            MustChangePassword = configured is null,
        };
        var reply = await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key).AddFirstAsync(account, configured is not null, cancellationToken);
        if (reply is OperatorChangeReply.Changed && configured is null)
            Show(password);
    }

    private async Task<string?> ReadConfiguredAsync(CancellationToken cancellationToken)
    {
        if (options.Value.FirstAdminPasswordFile.Length == 0)
            return options.Value.FirstAdminPassword is { Length: > 0 } password ? password : null;
        return (await File.ReadAllTextAsync(options.Value.FirstAdminPasswordFile, cancellationToken)).Trim();
    }

    private void Show(string password)
    {
        var http = gateway.Value.Http;
        Console.WriteLine($"""

            The first administrator was created; this is shown only once, and only here:
              name {OperatorRules.FirstName}, one-time password {password}
            Sign in at http://{http.UrlHost}:{http.Port}/console and choose another password.

            """);
    }

    private async Task WhenStartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    [LoggerMessage(4411, LogLevel.Warning, "The first administrator could not be created yet.")]
    private partial void LogFailed(Exception fault);
}
