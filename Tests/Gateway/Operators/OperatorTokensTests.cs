using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Operators;

/// <summary>A token counts while its operator is unchanged, and not a second longer than its end.</summary>
public sealed class OperatorTokensTests
{
    private static readonly ImmutableArray<byte> Key = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private static readonly OperatorAccount Alice = new()
    {
        Name = "alice",
        Role = OperatorRole.Viewer,
        PasswordHash = "",
        MustChangePassword = false,
        Stamp = "first",
    };

    private readonly FakeTimeProvider _time = new(RestHost.Start);
    private readonly OperatorDirectory _directory;
    private readonly OperatorTokens _tokens;
    private long _version;

    public OperatorTokensTests()
    {
        var options = Options.Create(new ConsoleOptions());
        _directory = new OperatorDirectory(new FakeGrains(), _time, Options.Create(new AppDirectoryOptions()), NullLogger<OperatorDirectory>.Instance);
        var keys = new ExternalKeys(options, _time, NullLogger<ExternalKeys>.Instance);
        _tokens = new OperatorTokens(_directory, new ExternalTokens(keys, _time, options), _time, options);
        Know(Alice);
    }

    [Fact]
    public async Task Token_names_its_operator_and_the_role_is_looked_up()
    {
        var token = _tokens.Issue(Alice, RestHost.Start);

        var accepted = Assert.IsType<OperatorCheck.Accepted>(await CheckAsync(token.Text)).Operator;

        Assert.Equal(RestHost.Start.AddHours(1), token.ExpiresAt);
        Assert.Equal(("alice", OperatorRole.Viewer, RestHost.Start), (accepted.Name, accepted.Role, accepted.SignedInAt));
    }

    [Fact]
    public async Task Token_ends_when_it_says()
    {
        var token = _tokens.Issue(Alice, RestHost.Start);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.IsType<OperatorCheck.Accepted>(await CheckAsync(token.Text));
        _time.Advance(TimeSpan.FromMinutes(1) + UserSigLimits.ExpiryTolerance);
        Assert.IsType<OperatorCheck.Refused>(await CheckAsync(token.Text));
    }

    [Fact]
    public void Renewing_never_reaches_beyond_the_sign_in()
    {
        _time.Advance(TimeSpan.FromHours(11.5));

        Assert.Equal(RestHost.Start.AddHours(12), _tokens.Issue(Alice, RestHost.Start).ExpiresAt);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("other key")]
    public async Task Token_of_what_is_no_more_is_refused(string what)
    {
        var token = _tokens.Issue(Alice, RestHost.Start);

        if (what == "changed")
            Know(Alice with { Stamp = "second" });
        else if (what == "removed")
            Know(Alice with { Name = "bob" });
        else
            Swap(new OperatorsSnapshot(++_version, [Alice], [.. Key.Reverse()]));

        Assert.IsType<OperatorCheck.Refused>(await CheckAsync(token.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("eJwtzM0KgkAYheF7mXXI")]
    public async Task What_is_no_token_of_an_operator_is_left_to_the_app(string text)
        => Assert.IsType<OperatorCheck.NotOperator>(await CheckAsync(text));

    [Fact]
    public async Task Changed_token_is_refused()
    {
        var parts = _tokens.Issue(Alice, RestHost.Start).Text.Split('.');
        var other = _tokens.Issue(Alice with { Name = "bob" }, RestHost.Start).Text.Split('.');

        Assert.IsType<OperatorCheck.Refused>(await CheckAsync($"{parts[0]}.{other[1]}.{parts[2]}"));
    }

    private void Know(OperatorAccount account) => Swap(new OperatorsSnapshot(++_version, [account], Key));

    private void Swap(OperatorsSnapshot snapshot) => _directory.Swap(snapshot);

    private ValueTask<OperatorCheck> CheckAsync(string text) => _tokens.CheckAsync(text, CancellationToken.None);
}
