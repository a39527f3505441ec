using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Apps;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;
using PresenceCluster.Grains.Placement;
using PresenceCluster.Grains.Presence;
using PresenceCluster.Grains.Push;
using PresenceCluster.Grains.Storage;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The shell round <see cref="PresenceMachine"/>: loads a user's state, lets the machine decide, stores the result, then performs
/// its effects. It decides nothing itself. What is not stored has not happened: a failed write gives the activation up.
/// </summary>
[GrainType("presence-user")]
[UserPlacement]
internal sealed partial class UserGrain(
    [PersistentState(UserGrain.StateName, UserStorageSiloBuilderExtensions.UserStorageName)] IPersistentState<UserPresence> stored,
    AppDirectory apps,
    ClusterView cluster,
    PresenceTable table,
    CloseNoticeSender notices,
    PresenceMetrics metrics,
    TimeProvider time,
    IOptions<UserGrainOptions> options,
    ILogger<UserGrain> log) : Grain, IUserGrain, IRemindable
{
    private const string StateName = "presence-user";

    private const string ReminderName = "presence";

    private UserKey _user;

    /// <summary>What storage is known to hold. Reads answer from here, never from a write under way.</summary>
    private UserPresence _committed = UserPresence.Unknown;

    private IGrainTimer? _deadlineTimer;
    private IGrainTimer? _reminderTimer;
    private DateTimeOffset? _reminderDueAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!UserKey.TryParse(this.GetPrimaryKeyString(), out _user))
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is not the key of a user.");
        _committed = stored.RecordExists ? stored.State : UserPresence.Unknown;
        table.Publish(_user, _committed);
        if (Rules is { } rules)
            ArmTimer(PresenceMachine.NextDeadline(_committed, rules));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        table.Remove(_user, _committed);
        return Task.CompletedTask;
    }

    public async Task<LoginReply> LoginAsync(LoginRequest request, CancellationToken cancellationToken = default)
    {
        if (Rules is not { } rules)
            return new LoginReply.UnknownApp();

        var outcome = await ApplyAsync(
            new PresenceEvent.LoginAttempted
            {
                ProposedId = request.ProposedId,
                Platform = request.Platform,
                DeviceId = request.DeviceId,
                Connection = request.Connection,
                GatewaySeenAtVersion = request.GatewaySeenAtVersion,
                CredentialIssuedAt = request.CredentialIssuedAt,
                ResumedSession = request.ResumedSession,
            },
            rules);
        return outcome switch
        {
            PresenceOutcome.Admitted admitted => new LoginReply.Admitted(admitted.Session.Id, admitted.Session.Epoch),
            PresenceOutcome.CredentialRevoked revoked => new LoginReply.CredentialRevoked(revoked.RevokedAt),
            PresenceOutcome.AlreadyPushedOut lost => new LoginReply.AlreadyPushedOut(lost.Ended.Reason, lost.Ended.By),
            _ => throw new System.Diagnostics.UnreachableException($"A login ended as {outcome}."),
        };
    }

    public Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.ConnectionEnded(connection, reason));

    public async Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default)
    {
        KickScope scope = request switch
        {
            { Session: { } session } => new KickScope.OneSession(session),
            { Platform: { } platform } => new KickScope.OnPlatform(platform),
            _ => new KickScope.Everything(),
        };
        return await ApplyAsync(new PresenceEvent.KickRequested(scope, request.RevokesCredentials)) switch
        {
            PresenceOutcome.UnknownAccount => KickReply.UnknownAccount,
            PresenceOutcome.Applied => KickReply.Kicked,
            _ => KickReply.NothingToKick,
        };
    }

    public Task SetCustomStatusAsync(ConnectionRef connection, string text, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.CustomStatusSet(connection, text));

    public Task ImportAsync(CancellationToken cancellationToken = default) => ApplyAsync(new PresenceEvent.AccountImported());

    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default)
        => await ApplyAsync(new PresenceEvent.AccountDeleted()) is not PresenceOutcome.UnknownAccount;

    // Every event first ends the sessions of dead gateways, so there is nothing left to say about this one afterwards.
    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.GatewayLost(gateway));

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => ApplyAsync(new PresenceEvent.PolicyEnforced());

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(
            Rules is { } rules ? PresenceView.At(_committed, cluster.Current.IsLost, rules, time.GetUtcNow()) : UserPresence.Unknown);

    /// <summary>The durable net: looks for what nobody else noticed, then plans its own next tick.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        foreach (var gone in await notices.FindAbandonedAsync(_committed.Sessions))
            await ApplyAsync(new PresenceEvent.ConnectionEnded(gone, SessionEndReason.Closed));
        await ApplyAsync(new PresenceEvent.DeadlineReached());
        await MoveReminderAsync();
    }

    private PresenceRules? Rules => apps.Find(_user.App)?.Rules;

    private Task<PresenceOutcome> ApplyAsync(PresenceEvent happened)
        => ApplyAsync(happened, Rules ?? throw new InvalidOperationException($"App {_user.App} of user {_user} is not known here yet."));

    private async Task<PresenceOutcome> ApplyAsync(PresenceEvent happened, PresenceRules rules)
    {
        var now = time.GetUtcNow();
        ImmutableArray<PresenceEffect> effects = [];
        var state = _committed;
        PresenceOutcome? outcome = null;
        foreach (var next in (IEnumerable<PresenceEvent>)[.. LostGateways(), happened])
        {
            var transition = PresenceMachine.Apply(state, next, rules, now);
            (state, outcome) = (transition.State, transition.Outcome);
            effects = effects.AddRange(transition.Effects);
        }

        if (!ReferenceEquals(state, _committed))
        {
            await StoreAsync(state, effects);
            await PerformAsync(effects);
        }

        return outcome!;
    }

    private IEnumerable<PresenceEvent> LostGateways()
    {
        var frame = cluster.Current;
        foreach (var gateway in _committed.Sessions
            .Where(session => session.Status == PresenceStatus.Online && frame.IsLost(session))
            .Select(session => session.Connection.Gateway)
            .Distinct())
        {
            yield return new PresenceEvent.GatewayLost(gateway);
        }
    }

    private async Task StoreAsync(UserPresence state, ImmutableArray<PresenceEffect> effects)
    {
        try
        {
            if (effects.Any(effect => effect is PresenceEffect.Forget))
            {
                await stored.ClearStateAsync();
            }
            else
            {
                stored.State = state;
                await stored.WriteStateAsync();
            }
        }
        catch (Exception fault)
        {
            // The write may or may not have happened. The next activation reads what is true; this one must not guess.
            LogStoreFailed(fault, _user);
            DeactivateOnIdle();
            throw;
        }

        _committed = state;
        table.Publish(_user, state);
    }

    private async Task PerformAsync(ImmutableArray<PresenceEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case PresenceEffect.CloseSession close:
                    await notices.SendAsync(close.Session.Connection, close.Reason, close.By);
                    break;
                case PresenceEffect.PublishEvent { Event: var published }:
                    metrics.Transition(published);
                    LogTransition(_user, published.Version, published.Action, published.Before, published.After);
                    break;
                case PresenceEffect.ArmDeadline arm:
                    ArmTimer(arm.At);
                    break;
                case PresenceEffect.Forget:
                    DeactivateOnIdle();
                    break;
            }
        }

        PlanReminder();
    }

    /// <summary>
    /// A deadline that falls within a watchdog period gets a timer, which is exact and keeps the activation; a later one is left to
    /// the reminder, so that users who are away cost no memory.
    /// </summary>
    private void ArmTimer(DateTimeOffset? deadline)
    {
        _deadlineTimer?.Dispose();
        _deadlineTimer = null;
        if (deadline is not { } at)
            return;

        var wait = at - time.GetUtcNow();
        if (wait > options.Value.WatchdogPeriod)
            return;
        var creation = new GrainTimerCreationOptions(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true };
        _deadlineTimer = this.RegisterGrainTimer(_ => ApplyAsync(new PresenceEvent.DeadlineReached()), creation);
    }

    /// <summary>Has the reminder moved, after the caller got its answer, if the state needs it earlier than it is known to tick.</summary>
    private void PlanReminder()
    {
        if (Rules is not { } rules
            || ReminderPlan.For(_committed, rules, options.Value, time.GetUtcNow()) is not { } plan
            || !plan.IsUrgent(_reminderDueAt))
        {
            return;
        }

        _reminderTimer?.Dispose();
        var creation = new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.ReminderRetryDelay) { KeepAlive = true };
        _reminderTimer = this.RegisterGrainTimer(_ => MoveReminderAsync(), creation);
    }

    private async Task MoveReminderAsync()
    {
        if (Rules is not { } rules)
            return;

        try
        {
            var now = time.GetUtcNow();
            if (ReminderPlan.For(_committed, rules, options.Value, now) is { } plan)
            {
                var wait = plan.DueAt - now;
                await this.RegisterOrUpdateReminder(ReminderName, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, plan.Period);
                _reminderDueAt = plan.DueAt;
            }
            else if (await this.GetReminder(ReminderName) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
                _reminderDueAt = null;
            }

            _reminderTimer?.Dispose();
            _reminderTimer = null;
        }
        catch (Exception fault)
        {
            // The state is safe; only its net is missing. The timer, or else the reminder's own next tick, tries again.
            LogReminderFailed(fault, _user);
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The state of user {User} could not be stored; the activation gives up and the next one reads it again.")]
    private partial void LogStoreFailed(Exception fault, UserKey user);

    [LoggerMessage(2002, LogLevel.Warning, "The reminder of user {User} could not be moved; it will be tried again.")]
    private partial void LogReminderFailed(Exception fault, UserKey user);

    [LoggerMessage(2003, LogLevel.Debug, "User {User}, version {Version}: {Action}, {Before} -> {After}.")]
    private partial void LogTransition(UserKey user, long version, StatusAction action, PresenceStatus before, PresenceStatus after);
}
