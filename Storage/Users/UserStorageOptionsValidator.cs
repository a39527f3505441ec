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

    private static IEnumerable<string> Errors(UserStorageOptions options)
    {
        const string section = UserStorageOptions.Section;
        if (options.QueueRowsMax < options.BatchRowsMax || options.QueueRowsMax > 1_000_000)
            yield return $"{section}:QueueRowsMax must be from {options.BatchRowsMax} to 1000000, not {options.QueueRowsMax}.";
        if (options.BatchTimeout < options.RetryDelay)
            yield return $"{section}:BatchTimeout must be at least {options.RetryDelay}, not {options.BatchTimeout}.";
    }
}
