using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Gateway.Operators;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Operators;

/// <summary>Guessing passwords is stopped, by name and by address, within bounded memory.</summary>
public sealed class SignInFailuresTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SignInFailures _failures;

    public SignInFailuresTests() => _failures = new SignInFailures(_time, Options.Create(new ConsoleOptions
    {
        FailuresPerNameMax = 3,
        FailuresPerAddressMax = 5,
        FailureWindow = TimeSpan.FromMinutes(1),
        FailuresKeptMax = 16,
    }));

    [Fact]
    public void Name_is_paused_after_its_failures_from_wherever_they_came_and_whatever_its_case()
    {
        Fail("alice", "a1");
        Fail("Alice", "a2");
        Assert.Null(_failures.FindPause("alice", "a3"));

        Fail("ALICE", "a3");

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(40), _failures.FindPause("alice", "a4"));
        Assert.Null(_failures.FindPause("bob", "a1"));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(_failures.FindPause("alice", "a4"));
    }

    [Fact]
    public void Address_is_paused_after_its_failures_with_whatever_name()
    {
        for (var i = 0; i < 5; i++)
            Fail($"name {i}", "a1");

        Assert.NotNull(_failures.FindPause("another", "a1"));
        Assert.Null(_failures.FindPause("another", "a2"));
    }

    [Fact]
    public void Window_opens_anew_with_the_first_failure_after_it()
    {
        Fail("alice", "a1");
        Fail("alice", "a1");
        _time.Advance(TimeSpan.FromMinutes(1));

        Fail("alice", "a1");

        Assert.Null(_failures.FindPause("alice", "a1"));
    }

    [Fact]
    public void Success_forgives_the_name_and_its_own_attempt_only()
    {
        for (var i = 0; i < 4; i++)
            Fail($"name {i}", "a1");
        Fail("alice", "a1");
        Assert.NotNull(_failures.FindPause("alice", "a1"));

        _failures.Forgive("alice", "a1");

        Assert.Null(_failures.FindPause("alice", "a1"));
        Fail("bob", "a1");
        Assert.NotNull(_failures.FindPause("alice", "a1"));
    }

    [Fact]
    public void Flood_of_names_forgets_the_oldest_only()
    {
        for (var i = 0; i < 3; i++)
            Fail("oldest", "a1");
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++)
            Fail("alice", "a2");
        for (var i = 0; i < 15; i++)
            Fail($"name {i}", $"b{i}");

        Assert.Null(_failures.FindPause("oldest", "c"));
        Assert.NotNull(_failures.FindPause("alice", "c"));
    }

    private void Fail(string name, string address) => _failures.Add(name, address);
}
