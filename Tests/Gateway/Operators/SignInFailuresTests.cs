using System.Net;
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
        FailuresPerNameAnywhereMax = 6,
        FailuresPerAddressMax = 5,
        FailureWindow = TimeSpan.FromMinutes(1),
        FailuresKeptMax = 16,
    }));

    [Fact]
    public void Name_is_paused_after_its_failures_from_one_address_whatever_its_case_and_not_elsewhere()
    {
        Fail("alice", "a1");
        Fail("Alice", "a1");
        Assert.Null(_failures.FindPause("alice", "a1"));

        Fail("ALICE", "a1");

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(40), _failures.FindPause("alice", "a1"));
        Assert.Null(_failures.FindPause("alice", "a2"));
        Assert.Null(_failures.FindPause("bob", "a1"));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(_failures.FindPause("alice", "a1"));
    }

    [Fact]
    public void Name_is_paused_everywhere_after_many_failures_from_many_addresses()
    {
        for (var i = 0; i < 5; i++)
            Fail("alice", $"a{i}");
        Assert.Null(_failures.FindPause("alice", "b"));

        Fail("alice", "a5");

        Assert.NotNull(_failures.FindPause("alice", "b"));
        Assert.Null(_failures.FindPause("bob", "b"));
    }

    [Fact]
    public void What_cannot_be_a_name_counts_for_its_address_only()
    {
        for (var i = 0; i < 5; i++)
            Fail(null, "a1");

        Assert.NotNull(_failures.FindPause(null, "a1"));
        Assert.NotNull(_failures.FindPause("alice", "a1"));
        Assert.Null(_failures.FindPause(null, "a2"));
    }

    [Fact]
    public void Attempt_that_got_no_turn_is_no_failure()
    {
        for (var i = 0; i < 3; i++)
            Fail("alice", "a1");

        _failures.Withdraw("alice", "a1");

        Assert.Null(_failures.FindPause("alice", "a1"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData(null, "")]
    public void Site_is_the_address_or_the_network_that_one_site_has_to_itself(string? address, string site)
        => Assert.Equal(site, SignInFailures.SiteOf(address is null ? null : IPAddress.Parse(address)));

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

        Assert.Null(_failures.FindPause("oldest", "a1"));
        Assert.NotNull(_failures.FindPause("alice", "a2"));
    }

    private void Fail(string? name, string address) => _failures.Add(name, address);
}
