using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Queries;

/// <summary>A query asks each owner once, keeps the order asked, and lacks only the users of a failing owner.</summary>
public sealed class PresenceQueryTests
{
    private static readonly AppId App = new(1400000000);
    private static readonly SiloAddress First = FakeOwners.At(11);
    private static readonly SiloAddress Second = FakeOwners.At(12);
    private static readonly SiloAddress Third = FakeOwners.At(13);
    private static readonly ImmutableArray<string> Users = [.. Enumerable.Range(0, 500).Select(number => $"user-{number}")];

    private readonly FakeTimeProvider _time = new();
    private readonly FakeOwners _cluster = new(First, Second, Third);

    [Fact]
    public async Task Each_owner_is_asked_once_for_exactly_its_users()
    {
        AssertAnswered(Users, await AskAsync(Users));

        foreach (var silo in new[] { First, Second, Third })
        {
            var asked = Assert.Single(_cluster[silo].Questions);
            Assert.NotEmpty(asked);
            Assert.Equal(Users.Where(userId => _cluster.OwnerOf(App, userId).Equals(silo)), asked.AsEnumerable());
        }
    }

    [Fact]
    public async Task Repeated_users_are_answered_as_often_as_they_were_asked_for()
    {
        ImmutableArray<string> asked = ["user-1", "user-2", "user-1", "user-3", "user-2", "user-1"];

        AssertAnswered(asked, await AskAsync(asked));
    }

    [Fact]
    public async Task Nobody_is_asked_for_nobody()
    {
        Assert.Empty(await AskAsync([]));

        Assert.All(new[] { First, Second, Third }, silo => Assert.Empty(_cluster[silo].Questions));
    }

    [Fact]
    public async Task More_users_than_a_query_may_hold_are_a_mistake_of_the_caller()
        => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(Users.Add("one-more")));

    [Fact]
    public async Task Owner_that_fails_costs_only_its_users_their_answer_and_is_not_asked_again()
    {
        _cluster[Second].Before = () => Task.FromException(new InvalidOperationException("broken"));

        AssertAnsweredExcept(Second, await AskAsync(Users));

        Assert.Single(_cluster[Second].Questions);
    }

    [Fact]
    public async Task Owner_that_is_silent_costs_only_its_users_their_answer_once_the_clock_says_so()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster[Second].Before = () =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task;
        };

        var asking = AskAsync(Users);
        await asked.Task;
        _time.Advance(new PresenceQueryOptions().OwnerTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(asking.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        AssertAnsweredExcept(Second, await asking.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Silent_owner_is_given_up_before_the_whole_call_is()
        => Assert.True(new PresenceQueryOptions().OwnerTimeout < new RestOptions().ServerTimeout);

    [Fact]
    public async Task Owner_that_answers_with_another_number_of_presences_gives_nobody_somebody_elses()
    {
        _cluster[Second].Missing = 1;

        AssertAnsweredExcept(Second, await AskAsync(Users));
    }

    [Fact]
    public async Task Owner_that_is_gone_is_replaced_by_whoever_owns_its_users_now()
    {
        _cluster[Second].Before = () =>
        {
            _cluster.SetMembers([First, Third]);
            return Task.FromException(new SiloUnavailableException());
        };

        AssertAnswered(Users, await AskAsync(Users));

        Assert.Single(_cluster[Second].Questions);
        Assert.Equal(
            Users.Order(StringComparer.Ordinal),
            new[] { First, Third }.SelectMany(silo => _cluster[silo].Questions).SelectMany(asked => asked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Owner_that_is_gone_while_the_membership_still_lists_it_is_asked_twice_and_no_more()
    {
        _cluster[Second].Before = () => Task.FromException(new SiloUnavailableException());

        AssertAnsweredExcept(Second, await AskAsync(Users));

        Assert.Equal(2, _cluster[Second].Questions.Count);
        Assert.Single(_cluster[First].Questions);
    }

    [Fact]
    public async Task Without_any_owner_nobody_is_answered()
    {
        _cluster.SetMembers([]);

        Assert.All(await AskAsync(["user-1", "user-2"]), answer => Assert.Equal(PresenceAnswer.TimedOutCode, answer.ErrorCode));
    }

    [Fact]
    public async Task Caller_who_gives_up_is_obeyed()
    {
        using var gaveUp = new CancellationTokenSource();
        _cluster[Second].Before = () => new TaskCompletionSource().Task;

        var asking = NewQuery(local: null).GetManyAsync(App, Users, gaveUp.Token).AsTask();
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Owner_in_this_process_is_read_without_a_call(bool hasNeighbours)
    {
        var here = _cluster.SiloAddress;
        _cluster.SetMembers(hasNeighbours ? [here, First] : [here]);
        var local = new FakeOwner();

        AssertAnswered(Users, await NewQuery(local).GetManyAsync(App, Users, CancellationToken.None));

        Assert.Empty(_cluster[here].Questions);
        Assert.Equal(Users.Where(userId => _cluster.OwnerOf(App, userId).Equals(here)), Assert.Single(local.Questions).AsEnumerable());
    }

    [Fact]
    public async Task Reader_in_this_process_that_fails_costs_its_users_their_answer()
    {
        _cluster.SetMembers([_cluster.SiloAddress]);
        var local = new FakeOwner { Before = () => Task.FromException(new InvalidOperationException("broken")) };

        var answers = await NewQuery(local).GetManyAsync(App, Users, CancellationToken.None);

        Assert.Equal(Users, answers.Select(answer => answer.UserId));
        Assert.All(answers, answer => Assert.Null(answer.Presence));
    }

    private static void AssertAnswered(ImmutableArray<string> asked, ImmutableArray<PresenceAnswer> answers)
        => Assert.Equal(asked.Select(userId => (userId, (string?)userId)), answers.Select(answer => (answer.UserId, answer.Presence?.CustomStatus)));

    private void AssertAnsweredExcept(SiloAddress failed, ImmutableArray<PresenceAnswer> answers)
    {
        Assert.Equal(
            Users.Select(userId => (userId, _cluster.OwnerOf(App, userId).Equals(failed) ? null : userId)),
            answers.Select(answer => (answer.UserId, answer.Presence?.CustomStatus)));
        Assert.Contains(answers, answer => answer.ErrorCode == PresenceAnswer.TimedOutCode);
    }

    private Task<ImmutableArray<PresenceAnswer>> AskAsync(ImmutableArray<string> userIds)
        => NewQuery(local: null).GetManyAsync(App, userIds, CancellationToken.None).AsTask();

    private PresenceQuery NewQuery(FakeOwner? local)
        => new(_cluster.View, _cluster, _time, Options.Create(new PresenceQueryOptions()), NullLogger<PresenceQuery>.Instance, local);
}
