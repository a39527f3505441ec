using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.GrainDirectory;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The shell round <see cref="PresenceMachine"/>: loads a user's state, lets the machine decide, stores the result, then performs
/// its effects. It decides nothing itself.
/// </summary>
[GrainType(IUserGrain.GrainTypeName)]
[UserPlacement]
[GrainDirectory(OwnerDirectory.Name)]
internal sealed class UserGrain(
    CommittedUsers users,
    AppDirectory apps,
    ClusterView cluster,
    SessionLeases leases,
    EndedConnections ended,
    IdleUsers idle,
    CloseNoticeSender notices,
    TimeProvider time,
    IOptions<ClusterOptions> options) : Grain, IUserGrain, IRemindable
{
    private UserKey _user;
    private CommittedUser _committed = null!;
    private UserDeadlines _deadlines = null!;
    private int _calls;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!UserKey.TryParse(this.GetPrimaryKeyString(), out _user))
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is not the key of a user.");
        // A silo that has just started, or has missed a push, must not take the app for unknown.
        await apps.LearnAsync(_user.App, cancellationToken);
        _committed = await users.ReadAsync(_user, GrainContext, cancellationToken);
        // An activation that was given up meanwhile is never told to leave, so it must not be shown.
        cancellationToken.ThrowIfCancellationRequested();
        _deadlines = new UserDeadlines(this, time, options.Value.ReminderLoadingWindow, TickAsync);
        // What a dead gateway held is due now.
        _deadlines.Arm(cluster.Current.LostGatewaysOf(_committed.State).IsEmpty ? NextDeadline : time.GetUtcNow());
        if (_committed.TakeLateNotices() is { IsEmpty: false } late)
            Perform(late);
        if (_committed.MayStillChange)
            this.RegisterGrainTimer(_committed.ReadAgainAsync, new(UncertainWrites.ReadAgainAfter, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        _committed.Enter();
        // Moved on while it was read. Looked at last, so that the handover either sees this activation or is seen by it.
        if (!MayStay)
            _committed.Hide();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _committed?.Leave();
        return Task.CompletedTask;
    }

    public async Task<LoginReply> LoginAsync(PresenceEvent.LoginAttempted login, CancellationToken cancellationToken = default)
    {
        if (Rules is null)
            return new LoginReply.UnknownApp();
        // A gateway that was frozen and given up may repeat a login whose session ended with it. No session may be lost to that.
        if (cluster.Current.IsLost(login.Connection.Gateway, login.GatewaySeenAtVersion))
            return new LoginReply.AlreadyPushedOut(SessionEndReason.GatewayLost, null);
        if (ended.Contains(login.Connection))
            return new LoginReply.AlreadyPushedOut(SessionEndReason.Closed, null);
        return UserCalls.ReplyOf(await ApplyAsync(login));
    }

    public Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default)
    {
        ended.Add(connection);
        return ApplyAsync(new PresenceEvent.ConnectionEnded(connection, reason));
    }

    public async Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default)
    {
        var outcome = await ApplyAsync(UserCalls.EventOf(request));
        return new KickReply(UserCalls.KickOutcomeOf(outcome), _committed.State.CredentialsRevokedAt);
    }

    public Task SetCustomStatusAsync(
        ConnectionRef connection, string text, ActTime askedAt, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.CustomStatusSet(connection, text, askedAt));

    public Task ImportAsync(ActTime askedAt, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.AccountImported(askedAt));

    public async Task<bool> DeleteAsync(ActTime askedAt, CancellationToken cancellationToken = default)
        => await ApplyAsync(new PresenceEvent.AccountDeleted(askedAt)) is not PresenceOutcome.UnknownAccount;

    // Every event first ends the sessions of dead gateways, so there is nothing left to say about this one afterwards.
    public Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default)
        => ApplyAsync(new PresenceEvent.GatewayLost(gateway));

    public Task EnforcePolicyAsync(CancellationToken cancellationToken = default) => ApplyAsync(new PresenceEvent.PolicyEnforced());

    public Task<UserPresence> GetAsync(CancellationToken cancellationToken = default)
    {
        StayOrThrow();
        return Task.FromResult(
            Rules is { } rules ? PresenceView.At(_committed.State, cluster.Current.IsLost, rules, time.GetUtcNow()) : UserPresence.Unknown);
    }

    /// <summary>The durable net: looks for what was not noticed in any other way.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await EndLapsedAsync();
        var looked = _committed.State;
        await TickAsync();
        // Nothing was due. Without a new time it would tick again soon.
        if (ReferenceEquals(looked, _committed.State) && looked.Version > 0 && Rules is { } rules && MayStay)
            await _committed.StoreDueAsync(DueOf(looked, rules));
    }

    public async Task EndLapsedAsync(CancellationToken cancellationToken = default)
    {
        foreach (var (connection, reason) in leases.LapsedOf(_user.App, _committed.State.Sessions))
            await EndConnectionAsync(connection, reason, cancellationToken);
    }

    /// <summary>Ends this activation, unless it was called since it had a number of calls. Any thread may call it.</summary>
    internal void LeaveUnlessCalled(int calls)
    {
        if (Volatile.Read(ref _calls) == calls)
            GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "The user's state is in the book."));
    }

    private PresenceRules? Rules => apps.Find(_user.App)?.RulesFor(_user.UserId);

    /// <summary>Whether this silo still owns the user; another one may have joined. An activation that has begun to leave does not come back.</summary>
    private bool MayStay => !_committed.IsHidden && !cluster.Current.IsOwnedElsewhere(_user, cluster.LocalSilo);

    // Computed anew, because the retention may have been changed since the machine named the deadline.
    private DateTimeOffset? NextDeadline => Rules is { } rules ? PresenceMachine.NextDeadline(_committed.State, rules) : null;

    private bool TryStay()
    {
        if (MayStay)
            return true;
        _committed.Hide();
        DeactivateOnIdle();
        return false;
    }

    // The book has the state, so the next activation starts without a read. Only what must not be forgotten keeps this one.
    private void LeaveWhenIdle()
    {
        if (!_deadlines.IsArmed && !_committed.MayStillChange)
            idle.Watch(this, _calls);
    }

    private void StayOrThrow()
    {
        Interlocked.Increment(ref _calls);
        if (TryStay())
            return;
        throw new UserMovedException($"User {_user} has moved to another silo.");
    }

    private async Task<PresenceOutcome> ApplyAsync(PresenceEvent happened)
    {
        StayOrThrow();
        var rules = Rules ?? throw new InvalidOperationException($"There is no app {_user.App} of user {_user}.");
        var state = _committed.State;
        var transition = PresenceMachine.Apply(state, cluster.Current.LostGatewaysOf(state), happened, rules, time.GetUtcNow());
        if (!ReferenceEquals(transition.State, state))
        {
            await _committed.StoreAsync(transition, DueOf(transition.State, rules));
            Perform(transition.Effects);
        }

        LeaveWhenIdle();
        return transition.Outcome;
    }

    private void Perform(ImmutableArray<PresenceEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case PresenceEffect.CloseSession close:
                    ended.Add(close.Session.Connection);
                    notices.Send(close.Session.Connection, close.Reason, close.By, close.ByAttempt);
                    break;
                case PresenceEffect.ArmDeadline:
                    _deadlines.Arm(NextDeadline);
                    break;
            }
        }
    }

    private async Task TickAsync()
    {
        if (!TryStay())
            return;
        await ApplyAsync(new PresenceEvent.DeadlineReached());
        _deadlines.Arm(NextDeadline);
        LeaveWhenIdle();
    }

    private UserDue DueOf(UserPresence state, PresenceRules rules)
    {
        var hash = this.GetGrainId().GetUniformHashCode();
        return new UserDue(hash, UserReminder.DueAt(state, rules, options.Value, hash, time.GetUtcNow()));
    }
}
