using Microsoft.Extensions.Options;
using Npgsql;

namespace PresenceCluster.Storage.Database;

/// <summary>Finds every error in <see cref="StorageOptions"/> at once, each as a sentence.</summary>
public sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(StorageOptions options)
    {
        if (!Enum.IsDefined(options.Mode))
            yield return $"Storage:Mode must be Embedded or PostgreSql, not {options.Mode}.";
        if (!Enum.IsDefined(options.Durability))
            yield return $"Storage:Durability must be ProcessCrash or PowerLoss, not {options.Durability}.";
        if (options.Mode == StorageMode.Embedded && string.IsNullOrWhiteSpace(options.DataDirectory))
            yield return "Storage:DataDirectory must name a directory when Storage:Mode is Embedded.";
        if (options.Mode == StorageMode.PostgreSql && ConnectionStringError(options.ConnectionString) is { } error)
            yield return error;
        if (options.ConnectionsMax is < 4 or > 1000)
            yield return $"Storage:ConnectionsMax must be from 4 to 1000, not {options.ConnectionsMax}.";

        // Database drivers take these as whole seconds.
        foreach (var (key, value) in new[]
        {
            (nameof(options.ConnectTimeout), options.ConnectTimeout),
            (nameof(options.CommandTimeout), options.CommandTimeout),
            (nameof(options.MigrationTimeout), options.MigrationTimeout),
            (nameof(options.ClockSkewMax), options.ClockSkewMax),
        })
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeoutMax)
                yield return $"Storage:{key} must be from one second to one hour, not {value}.";
        }
    }

    private static string? ConnectionStringError(string connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return "Storage:ConnectionString must be set when Storage:Mode is PostgreSql.";
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host)
                ? "Storage:ConnectionString must name a Host."
                : null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException)
        {
            return $"Storage:ConnectionString is not a connection string: {fault.Message}";
        }
    }
}
