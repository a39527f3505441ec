using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Grains.Users;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class StorageOptionsTests
{
    [Fact]
    public void Defaults_are_valid()
    {
        Assert.True(new StorageOptionsValidator().Validate(null, new StorageOptions()).Succeeded);
        Assert.True(new UserStorageOptionsValidator().Validate(null, new UserStorageOptions()).Succeeded);
    }

    [Fact]
    public async Task Opening_with_wrong_options_names_all_errors_at_once()
    {
        var options = new StorageOptions
        {
            Mode = StorageMode.PostgreSql,
            ConnectionString = "",
            ConnectionsMax = 0,
            CommandTimeout = TimeSpan.Zero,
        };

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => ClusterDatabase.OpenAsync(options));

        Assert.Equal(3, refusal.Failures.Count());
    }

    [Theory]
    [InlineData("Hots=db")]
    [InlineData("Database=presence")]
    [InlineData("Host=db;Port=abc")]
    public void Connection_string_that_is_none_is_refused(string connectionString)
    {
        var options = new StorageOptions { Mode = StorageMode.PostgreSql, ConnectionString = connectionString };

        var failure = Assert.Single(new StorageOptionsValidator().Validate(null, options).Failures!);

        Assert.Contains("ConnectionString", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void User_storage_limits_are_checked_against_the_constants_beside_them()
    {
        var options = new UserStorageOptions { QueueRowsMax = 100, BatchTimeout = TimeSpan.FromMilliseconds(1) };

        Assert.Equal(2, new UserStorageOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public void Batch_is_repeated_after_growing_pauses_until_its_tries_or_its_time_run_out()
    {
        var first = TimeSpan.FromMilliseconds(100);
        var options = new UserStorageOptions { RetriesMax = 3, RetryDelay = first, BatchTimeout = TimeSpan.FromSeconds(2) };

        Assert.InRange(Assert.NotNull(options.PauseAfter(1, TimeSpan.Zero)), first / 2, first);
        Assert.InRange(Assert.NotNull(options.PauseAfter(3, TimeSpan.Zero)), first * 2, first * 4);
        Assert.Null(options.PauseAfter(4, TimeSpan.Zero));
        Assert.Null(options.PauseAfter(1, TimeSpan.FromSeconds(1.99)));
    }

    [Fact]
    public void Batch_that_outlasts_the_call_that_waits_for_it_is_refused()
    {
        var check = new UserStorageTimeValidator(Options.Create(new ClusterOptions { ResponseTimeout = TimeSpan.FromSeconds(6) }));

        Assert.True(check.Validate(null, new UserStorageOptions()).Succeeded);
        Assert.True(check.Validate(null, new UserStorageOptions { BatchTimeout = TimeSpan.FromSeconds(3) }).Failed);
    }
}
