using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.GrainDirectory;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The shell round <see cref="PresenceMachine"/>: loads a user's state, lets the machine decide, stores the result, then performs
/// its effects. It decides nothing itself. What is not stored has not happened: a failed write gives the activation up.
/// </summary>
[GrainType("presence-user")]
[UserPlacement]
[GrainDirectory(OwnerDirectory.Name)]
internal sealed partial class UserGrain(
    [PersistentState(UserGrain.StateName, UserStorageSiloBuilderExtensions.UserStorageName)] IPersistentState<UserRecord> stored,
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

    private readonly EndedConnections _ended = new();
    private UserKey _user;
    private bool _isLeaving;
    /// <summary>What storage is known to hold. Reads answer from here, never from a write under way.</summary>
    private UserPresence _committed = UserPresence.Unknown;
    private UserDeadlines _deadlines = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!UserKey.TryParse(this.GetPrimaryKeyString(), out _user))
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is not the key of a user.");
        // A silo that has just started must not take an app for unknown only because it has not read the list yet.
        await apps.Loaded.WaitAsync(cancellationToken);
        _deadlines = new UserDeadlines(this, _user, time, options.Value, OnDeadlineAsync, log);
        _committed = stored.RecordExists ? stored.State.Presence : UserPresence.Unknown;
        // What a dead gateway held is due now.
        _deadlines.Arm(cluster.Current.LostGatewaysOf(_committed).Any() ? time.GetUtcNow() : NextDeadline);
        // The activation before may have died with its reminder unregistered; an older state has had it, or this is its tick.
        if (time.GetUtcNow() - _committed.LastSeenAt < options.Value.WatchdogPeriod && Rules is { } rules)
            _deadlines.PlanReminder(_committed, rules);
        table.Publish(_user, GrainContext, _committed);
        // Moved on while it was read. Looked at last, so that the handover either sees this activation or is seen by it.
        if (!MayStay)
            Hide();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        table.Remove(_user, GrainContext);
        return Task.CompletedTask;
    }

    public async Task<LoginReply> LoginAsync(LoginRequest request, CancellationToken cancellationToken = default)
    {
        if (Rules is not { } rules)
            return new LoginReply.UnknownApp();
        // A gateway that was frozen and given up may repeat a login whose session ended with it: nobody may lose a session to that.
        if (cluster.Current.IsLost(request.Connection.Gateway, request.GatewaySeenAtVersion))
            return new LoginReply.AlreadyPushedOut(SessionEndReason.GatewayLost, null);
        if (_ended.Contains(request.Connection))
            return new LoginReply.AlreadyPushedOut(SessionEndReason.Closed, null);
        return UserCalls.ReplyOf(await ApplyAsync(UserCalls.EventOf(request), rules));
    }

    public Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
    {
        _ended.Add(connection);
        return ApplyAsync(new PresenceEvent.ConnectionEnded(connection, reason));
    }

    public async Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default)
    {
        var outcome = await ApplyAsync(UserCalls.EventOf(request));
        return new KickReply(UserCalls.KickOutcomeOf(outcome), _committed.CredentialsRevokedAt);
    }

    public Task SetCustomStatusAsync(
        ConnectionRef connection, string text, DateTimeOffset askedAt, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.CustomStatusSet(connection, text, askedAt));

    public Task ImportAsync(DateTimeOffset askedAt, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.AccountImported(askedAt));

    public async Task<bool> DeleteAsync(DateTimeOffset askedAt, CancellationToken cancellationToken = default)
        => await ApplyAsync(new PresenceEvent.AccountDeleted(askedAt)) is not PresenceOutcome.UnknownAccount;

    // Every event first ends the sessions of dead gateways, so there is nothing left to say about this one afterwards.
    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.GatewayLost(gateway));

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => ApplyAsync(new PresenceEvent.PolicyEnforced());

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default)
    {
        StayOrThrow();
        return Task.FromResult(
            Rules is { } rules ? PresenceView.At(_committed, cluster.Current.IsLost, rules, time.GetUtcNow()) : UserPresence.Unknown);
    }

    /// <summary>The durable net: looks for what nobody else noticed, then plans its own next tick.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        foreach (var gone in await notices.FindAbandonedAsync(_committed.Sessions))
            await ApplyAsync(new PresenceEvent.ConnectionEnded(gone, SessionEndReason.Closed));
        await TickAsync();
        await MoveReminderAsync();
    }

    private PresenceRules? Rules => apps.Find(_user.App)?.RulesFor(_user.UserId);

    private Task<PresenceOutcome> ApplyAsync(PresenceEvent happened)
        => ApplyAsync(happened, Rules ?? throw new InvalidOperationException($"App {_user.App} of user {_user} is not known here yet."));

    /// <summary>Whether this silo still owns the user; another one may have joined. Who has once begun to leave does not come back.</summary>
    private bool MayStay => !_isLeaving && !cluster.Current.IsOwnedElsewhere(_user, cluster.LocalSilo);

    private void Leave()
    {
        Hide();
        DeactivateOnIdle();
    }

    /// <summary>Nobody reads here any more, not even what a write under way is to bring; a new owner waits until this activation is gone.</summary>
    private void Hide()
    {
        _isLeaving = true;
        table.Publish(_user, GrainContext, null);
    }

    private void StayOrThrow()
    {
        if (MayStay)
            return;
        Leave();
        throw new UserMovedException($"User {_user} has moved to another silo.");
    }

    private async Task<PresenceOutcome> ApplyAsync(PresenceEvent happened, PresenceRules rules)
    {
        StayOrThrow();
        var now = time.GetUtcNow();
        ImmutableArray<PresenceEffect> effects = [];
        var state = _committed;
        PresenceOutcome? outcome = null;
        var lost = cluster.Current.LostGatewaysOf(state).Select(gateway => new PresenceEvent.GatewayLost(gateway));
        foreach (var next in (IEnumerable<PresenceEvent>)[.. lost, happened])
        {
            var transition = PresenceMachine.Apply(state, next, rules, now);
            (state, outcome) = (transition.State, transition.Outcome);
            effects = effects.AddRange(transition.Effects);
        }

        if (!ReferenceEquals(state, _committed))
        {
            await StoreAsync(state, effects);
            Perform(effects);
        }

        return outcome!;
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
                stored.State = new UserRecord
                {
                    Presence = state,
                    Before = _committed,
                    Events = [.. effects.OfType<PresenceEffect.PublishEvent>().Select(effect => effect.Event)],
                };
                await stored.WriteStateAsync();
            }
        }
        catch (UserStorageBusyException)
        {
            // Nothing was written, so this activation still knows what is true.
            throw;
        }
        catch (Exception fault)
        {
            // The write may or may not have happened. The next activation reads what is true; this one must not guess.
            LogStoreFailed(fault, _user);
            DeactivateOnIdle();
            throw;
        }

        _committed = state;
        table.Publish(_user, GrainContext, _isLeaving ? null : state);
    }

    private void Perform(ImmutableArray<PresenceEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case PresenceEffect.CloseSession close:
                    _ended.Add(close.Session.Connection);
                    notices.Send(close.Session.Connection, close.Reason, close.By, close.ByAttempt);
                    break;
                case PresenceEffect.PublishEvent { Event: var published }:
                    metrics.Transition(_user.App, published);
                    LogTransition(_user, published.Version, published.Action, published.Before, published.After);
                    break;
                case PresenceEffect.ArmDeadline:
                    _deadlines.Arm(NextDeadline);
                    break;
                case PresenceEffect.Forget:
                    DeactivateOnIdle();
                    break;
            }
        }

        if (Rules is { } rules)
            _deadlines.PlanReminder(_committed, rules);
    }

    // Computed anew, because the retention may have been changed since the machine named the deadline.
    private DateTimeOffset? NextDeadline => Rules is { } rules ? PresenceMachine.NextDeadline(_committed, rules) : null;

    private async Task TickAsync()
    {
        if (!MayStay)
        {
            Leave();
            return;
        }

        await ApplyAsync(new PresenceEvent.DeadlineReached());
        _deadlines.Arm(NextDeadline);
    }

    // Of whom nothing is left, no reminder is either: its own tick meets this activation as it goes, and the next is an hour away.
    private async Task OnDeadlineAsync()
    {
        await TickAsync();
        if (!stored.RecordExists)
            await MoveReminderAsync();
    }

    // A silo that does not own the user any more knows too little of them.
    private Task MoveReminderAsync() => MayStay && Rules is { } rules ? _deadlines.MoveReminderAsync(_committed, rules) : Task.CompletedTask;

    [LoggerMessage(2001, LogLevel.Error, "The state of user {User} could not be stored; the activation gives up and the next one reads it again.")]
    private partial void LogStoreFailed(Exception fault, UserKey user);

    [LoggerMessage(2003, LogLevel.Debug, "User {User}, version {Version}: {Action}, {Before} -> {After}.")]
    private partial void LogTransition(UserKey user, long version, StatusAction action, PresenceStatus before, PresenceStatus after);
}
