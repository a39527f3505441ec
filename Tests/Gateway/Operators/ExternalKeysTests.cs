using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Operators;

/// <summary>Keys change while the gateway runs, and their publisher is away, slow or faulty at times.</summary>
public sealed class ExternalKeysTests : IAsyncLifetime
{
    private const string KeysPath = "/realm/keys";
    private const string DiscoveryPath = "/realm/.well-known/openid-configuration";

    private static readonly ECDsaSecurityKey First = IdentityProvider.NewEcdsa("first");
    private static readonly ECDsaSecurityKey Second = IdentityProvider.NewEcdsa("second");

    private readonly IdentityProvider _provider = new();
    private readonly FakeTimeProvider _time = new(RestHost.Start);
    private readonly ExternalIssuerOptions _options;
    private readonly ExternalKeys _keys;

    public ExternalKeysTests()
    {
        _options = _provider.Options();
        _provider.Published.Add(First);
        _keys = Create();
    }

    public Task InitializeAsync() => _provider.StartAsync();

    public async Task DisposeAsync()
    {
        _keys.Dispose();
        await _provider.DisposeAsync();
    }

    public static TheoryData<string, string, Func<HttpContext, Task>> BadAnswers => new()
    {
        { KeysPath, "too long", context => context.Response.WriteAsync(new string(' ', ExternalKeys.DocumentBytesMax + 1)) },
        { KeysPath, "no JSON", context => context.Response.WriteAsync("<html>") },
        { KeysPath, "no object", context => context.Response.WriteAsync("[1]") },
        { KeysPath, "no keys", context => context.Response.WriteAsync("{\"keys\":[]}") },
        { KeysPath, "a fault", Status(StatusCodes.Status500InternalServerError) },
        { KeysPath, "never", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) },
        { KeysPath, "without end", DripAsync },
        { DiscoveryPath, "elsewhere", context => { context.Response.Redirect("/realm/keys"); return Task.CompletedTask; } },
        { DiscoveryPath, "no object", context => context.Response.WriteAsync("[]") },
        { DiscoveryPath, "a number", context => context.Response.WriteAsync("{\"issuer\":5}") },
        {
            DiscoveryPath,
            "another's",
            context => context.Response.WriteAsync("{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"https://evil.example/keys\"}")
        },
        {
            DiscoveryPath,
            "a file",
            context => context.Response.WriteAsync(
                $"{{\"issuer\":\"http://{context.Request.Host}/realm\",\"jwks_uri\":\"file:///etc/passwd\"}}")
        },
    };

    [Fact]
    public async Task Unknown_key_is_looked_for_but_not_more_often_than_the_pause()
    {
        Assert.Equal(["first"], await IdsAsync("first"));
        _provider.Published.Add(Second);

        Assert.Equal(["first"], await IdsAsync("second"));
        _time.Advance(ExternalKeys.EarlyRefreshPause);
        Assert.Equal(["first", "second"], await IdsAsync("second"));
        for (var guess = 0; guess < 100; guess++)
            await IdsAsync($"guess {guess}");

        Assert.Equal(2, _provider.KeysAsked);
    }

    [Fact]
    public async Task Withdrawn_key_is_forgotten_after_the_period()
    {
        await IdsAsync("first");
        _provider.Published[0] = Second;

        _time.Advance(_options.JwksRefreshPeriod - TimeSpan.FromTicks(1));
        Assert.Equal(["first"], await IdsAsync("first"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["second"], await IdsAsync("first"));
    }

    [Fact]
    public async Task Many_at_once_and_whoever_hangs_up_make_one_request()
    {
        var isLetGo = new TaskCompletionSource();
        _provider.Answers[DiscoveryPath] = async context =>
        {
            await isLetGo.Task;
            await context.Response.WriteAsync($"{{\"issuer\":\"{_provider.Issuer}\",\"jwks_uri\":\"{_provider.JwksUrl}\"}}");
        };
        using var hangingUp = new CancellationTokenSource();

        var gone = _keys.GetAsync("first", hangingUp.Token).AsTask();
        var patient = Enumerable.Range(0, 50).Select(_ => IdsAsync("first")).ToList();
        await hangingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        isLetGo.SetResult();

        Assert.All(await Task.WhenAll(patient), ids => Assert.Equal(["first"], ids));
        Assert.Equal([DiscoveryPath, KeysPath], _provider.Asked);
    }

    [Fact]
    public async Task Provider_that_is_away_at_first_is_asked_again_and_one_that_goes_later_is_not_missed()
    {
        await _provider.StopAsync();
        Assert.Empty(await IdsAsync("first"));
        await _provider.StartAsync();
        Assert.Empty(await IdsAsync("first"));
        _time.Advance(ExternalKeys.EarlyRefreshPause);
        Assert.Equal(["first"], await IdsAsync("first"));

        await _provider.StopAsync();
        for (var day = 0; day < 3; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(["first"], await IdsAsync("first"));
        }
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Bad_answer_ends_in_time_and_leaves_the_known_keys(string path, string what, Func<HttpContext, Task> answer)
    {
        // The first run of all code takes longer than a second on a busy machine.
        await IdsAsync("first");
        _options.JwksTimeout = TimeSpan.FromSeconds(1);
        using var keys = Create();
        Assert.Single(await keys.GetAsync("first", CancellationToken.None));
        _provider.Answers[path] = answer;
        _time.Advance(_options.JwksRefreshPeriod);

        var known = await keys.GetAsync("first", CancellationToken.None).AsTask().WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.True(known is [{ KeyId: "first" }], $"After an answer that is {what} at {path}.");
        _provider.Answers.Clear();
        _time.Advance(_options.JwksRefreshPeriod);
        Assert.Single(await keys.GetAsync("first", CancellationToken.None));
    }

    [Fact]
    public async Task No_more_keys_are_kept_than_anybody_needs()
    {
        for (var one = 0; one < ExternalKeys.KeysMax; one++)
            _provider.Published.Add(IdentityProvider.NewEcdsa($"key {one}"));

        Assert.Equal(ExternalKeys.KeysMax, (await IdsAsync("first")).Length);
    }

    private ExternalKeys Create()
        => new(Options.Create(new ConsoleOptions { ExternalIssuer = _options }), _time, NullLogger<ExternalKeys>.Instance);

    private async Task<string[]> IdsAsync(string keyId)
        => [.. (await _keys.GetAsync(keyId, CancellationToken.None)).Select(key => key.KeyId)];

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    // A byte now and then, for ever.
    private static async Task DripAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(" "), context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted);
        }
    }
}
