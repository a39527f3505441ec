using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Silo.Apps;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Silo;

/// <summary>A silo that starts before the others answer waits for them, but not without limit.</summary>
public sealed class AppSeederTests : IAsyncLifetime
{
    private static readonly OrleansException NoSilo = new("No active nodes are compatible with the grain.");

    private readonly AppDirectoryOptions _options = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeGrains _grains = new() { IndexTrouble = Task.FromException(NoSilo) };
    private readonly AppDirectory _directory;

    public AppSeederTests() => _directory = new AppDirectory(_grains, _clock, Options.Create(_options), NullLogger<AppDirectory>.Instance);

    public Task InitializeAsync() => _directory.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _directory.StopAsync(CancellationToken.None);
        _directory.Dispose();
    }

    [Fact]
    public async Task Cluster_that_answers_late_has_its_apps_created()
    {
        var starting = StartAsync();
        await AdvanceUntilAsync(() => _clock.GetUtcNow() - _clock.Start > _options.StartTimeout / 2);
        Assert.False(starting.IsCompleted);

        _grains.IndexTrouble = Task.CompletedTask;
        await AdvanceUntilAsync(() => starting.IsCompleted);

        await starting;
        Assert.Equal(1, _grains.Apps[DemoApp.Id.Value].Current.Version);
    }

    [Fact]
    public async Task Demo_app_has_the_default_policy_and_client_status()
    {
        _grains.IndexTrouble = Task.CompletedTask;

        var starting = StartAsync();
        await AdvanceUntilAsync(() => starting.IsCompleted);

        await starting;
        var demo = _grains.Apps[DemoApp.Id.Value].Current.Settings;
        Assert.Equal((LoginPolicyKind.Single, true), (demo.LoginPolicy, demo.ClientStatus));
    }

    [Theory]
    [InlineData(null, null, LoginPolicyKind.Single, false)]
    [InlineData("Triple", "true", LoginPolicyKind.Triple, true)]
    public void Seed_has_the_policy_and_the_client_status_that_configuration_says(
        string? policy, string? clientStatus, LoginPolicyKind expectedPolicy, bool expectedStatus)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Apps:Seed:0:Id"] = "7",
            ["Apps:Seed:0:SecretKeys:0"] = new string('k', 64),
            ["Apps:Seed:0:LoginPolicy"] = policy,
            ["Apps:Seed:0:ClientStatus"] = clientStatus,
        }.Where(setting => setting.Value is not null)).Build();

        var settings = Assert.Single(AppSeeds.Read(configuration)).ToSettings();

        Assert.Equal((expectedPolicy, expectedStatus), (settings.LoginPolicy, settings.ClientStatus));
    }

    [Fact]
    public async Task Cluster_that_never_answers_ends_the_process_with_the_reason()
    {
        var starting = StartAsync();
        await AdvanceUntilAsync(() => starting.IsCompleted);

        var refusal = await Assert.ThrowsAsync<AppsUnavailableException>(() => starting);
        Assert.Same(NoSilo, refusal.InnerException);
        Assert.Contains("Apps:Directory:StartTimeout (60 s)", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, _options.StartTimeout, _options.StartTimeout * 1.1);
    }

    [Fact]
    public async Task App_that_was_noted_and_never_created_counts_for_none()
    {
        _grains.IndexTrouble = Task.CompletedTask;
        _grains.Apps[7] = new FakeAppGrain(new AppId(7));

        var starting = StartAsync();
        await AdvanceUntilAsync(() => starting.IsCompleted);

        await starting;
        Assert.Equal(1, _grains.Apps[DemoApp.Id.Value].Current.Version);
    }

    private Task StartAsync()
        => new AppSeeder(_grains, _directory, [], Options.Create(_options), _clock, NullLogger<AppSeeder>.Instance).StartAsync(CancellationToken.None);

    private Task AdvanceUntilAsync(Func<bool> condition)
        => Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                return condition();
            },
            "the clock has gone far enough",
            within: TimeSpan.FromMinutes(1));
}
