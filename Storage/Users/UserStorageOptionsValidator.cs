using Microsoft.Extensions.Options;

namespace PresenceCluster.Storage.Users;

/// <summary>Finds every error in <see cref="UserStorageOptions"/> at once and says it in a sentence.</summary>
internal sealed class UserStorageOptionsValidator : IValidateOptions<UserStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, UserStorageOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> Errors(UserStorageOptions options)
    {
        const string section = UserStorageOptions.Section;
        if (options.WriteLanes is < 0 or > 16)
            yield return $"{section}:WriteLanes must be from 0 (choose) to 16, not {options.WriteLanes}.";
        if (options.ReadLanes is < 0 or > 16)
            yield return $"{section}:ReadLanes must be from 0 (choose) to 16, not {options.ReadLanes}.";
        if (options.BatchRowsMax is < 1 or > 10_000)
            yield return $"{section}:BatchRowsMax must be from 1 to 10000, not {options.BatchRowsMax}.";
        if (options.QueueRowsMax < options.BatchRowsMax || options.QueueRowsMax > 1_000_000)
            yield return $"{section}:QueueRowsMax must be from BatchRowsMax ({options.BatchRowsMax}) to 1000000, not {options.QueueRowsMax}.";
        if (options.QueueTimeout <= TimeSpan.Zero || options.QueueTimeout > TimeSpan.FromMinutes(1))
            yield return $"{section}:QueueTimeout must be more than zero and at most a minute, not {options.QueueTimeout}.";
        if (options.RetriesMax is < 0 or > 20)
            yield return $"{section}:RetriesMax must be from 0 to 20, not {options.RetriesMax}.";
        if (options.RetryDelay <= TimeSpan.Zero || options.RetryDelay > options.BatchTimeout)
            yield return $"{section}:RetryDelay must be more than zero and at most BatchTimeout ({options.BatchTimeout}), not {options.RetryDelay}.";
        if (options.QueriesMax is < 1 or > 1000)
            yield return $"{section}:QueriesMax must be from 1 to 1000, not {options.QueriesMax}.";
        if (options.RecountPeriod < TimeSpan.FromMinutes(1) || options.RecountPeriod > TimeSpan.FromDays(365))
            yield return $"{section}:RecountPeriod must be from a minute to 365 days, not {options.RecountPeriod}.";
    }
}
