using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// What storage is known to hold of one user, and what the silo's book shows of it. Reads answer from the book, never from a write under way.
/// What is not stored has not happened: a failed write ends the activation, and the next one reads what is true.
/// </summary>
internal sealed partial class CommittedUser(
    UserKey user,
    IGrainContext activation,
    UserStore store,
    UncertainWrites uncertain,
    PresenceBook book,
    UserActivations activations,
    PresenceMetrics metrics,
    ILogger log)
{
    /// <summary>The stored state; <see cref="UserPresence.Unknown"/> without a row.</summary>
    public UserPresence State { get; private set; } = UserPresence.Unknown;

    /// <summary>Whether reads do not see it any more.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>Reads the state: from the book, or from storage when the book does not have the user.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
        => State = book.TryGet(user, out var known) ? known : await store.ReadAsync(user, cancellationToken);

    /// <summary>The notices of a write that the activation before had given up, and that was committed all the same.</summary>
    public ImmutableArray<PresenceEffect> TakeLateNotices() => uncertain.TakeNotices(user, State);

    /// <summary>Whether a write that the activation before had given up may still be committed.</summary>
    public bool MayStillChange => uncertain.IsOpen(user, State);

    /// <summary>
    /// Reads once more, when a write that was given up can no longer be committed. If it was, or if that cannot be read, this activation
    /// ends, and the next one reads what is true.
    /// </summary>
    public async Task ReadAgainAsync(CancellationToken cancellationToken)
    {
        if (!MayStillChange)
            return;
        try
        {
            if ((await store.ReadAsync(user, cancellationToken)).Version == State.Version)
            {
                uncertain.Forget(user);
                Show();
                return;
            }

            LogCommittedLate(user);
        }
        catch (Exception fault) when (fault is UserStorageBusyException or UserStorageUnavailableException)
        {
            LogNotReadAgain(fault, user);
        }

        GiveUp();
    }

    /// <summary>The activation begins. An activation that fails before this has left nothing behind.</summary>
    public void Enter()
    {
        activations.Add(user, activation);
        Show();
    }

    /// <summary>
    /// Puts the state into the book, unless it is hidden or may still change without this activation. Users who are Offline are not in it.
    /// </summary>
    private void Show()
    {
        if (State.Status == PresenceStatus.Offline)
            book.Remove(user);
        else if (!IsHidden && !MayStillChange)
            book.Put(user, State);
    }

    /// <summary>Takes this user out of the book, including the result of a write in flight. The new owner waits until this activation has ended.</summary>
    public void Hide()
    {
        IsHidden = true;
        book.Remove(user);
    }

    /// <summary>The activation has ended.</summary>
    public void Leave() => activations.Remove(user, activation);

    /// <summary>Stores when the user falls due, if the row is still as this activation knows it.</summary>
    public Task StoreDueAsync(UserDue due) => store.TryMoveDueAsync(user, State, due);

    /// <summary>Stores what a transition led to, and when the user falls due.</summary>
    /// <exception cref="UserStorageBusyException">Nothing was written, so this activation still knows what is true and goes on.</exception>
    /// <exception cref="UserMovedException">Another activation has written. This one ends.</exception>
    public async Task StoreAsync(Transition transition, UserDue due)
    {
        StatusEvent[] events = [.. transition.Effects.OfType<PresenceEffect.PublishEvent>().Select(effect => effect.Event)];
        var isForgotten = transition.Effects.Any(effect => effect is PresenceEffect.Forget);
        try
        {
            var isStored = isForgotten
                ? await store.TryForgetAsync(user, State)
                : await store.TryWriteAsync(user, State, transition.State, events, due);
            if (!isStored)
                throw new UserMovedException($"User {user} was changed by another activation.");
        }
        catch (Exception fault) when (fault is not UserStorageBusyException)
        {
            LogStoreFailed(fault, user);
            if (fault is not UserMovedException && !isForgotten)
                uncertain.Note(user, transition);
            GiveUp();
            throw;
        }

        State = transition.State;
        Show();
        foreach (var stored in events)
        {
            metrics.Transition(user.App, stored);
            LogTransition(user, stored.Version, stored.Action, stored.Before, stored.After);
        }
    }

    private void GiveUp()
    {
        Hide();
        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "What storage holds is not known any more."));
    }

    [LoggerMessage(2001, LogLevel.Error, "The state of user {User} could not be stored; the activation gives up and the next one reads it again.")]
    private partial void LogStoreFailed(Exception fault, UserKey user);

    [LoggerMessage(2004, LogLevel.Information, "A write of user {User} that had been given up was committed; the next activation reads it.")]
    private partial void LogCommittedLate(UserKey user);

    [LoggerMessage(2005, LogLevel.Warning, "User {User} could not be read again after a write that was given up; the next activation reads it.")]
    private partial void LogNotReadAgain(Exception fault, UserKey user);

    [LoggerMessage(2003, LogLevel.Debug, "User {User}, version {Version}: {Action}, {Before} -> {After}.")]
    private partial void LogTransition(UserKey user, long version, StatusAction action, PresenceStatus before, PresenceStatus after);
}
