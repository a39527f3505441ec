using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest;

/// <summary>Checks <see cref="RestOptions"/> against its neighbours.</summary>
internal sealed class RestOptionsValidator(IOptions<PresenceQueryOptions> queries) : IValidateOptions<RestOptions>
{
    public ValidateOptionsResult Validate(string? name, RestOptions options)
        => queries.Value.OwnerTimeout < options.ServerTimeout
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{PresenceQueryHosting.Section}:{nameof(PresenceQueryOptions.OwnerTimeout)} must be shorter than "
                + $"{RestOptions.Section}:{nameof(RestOptions.ServerTimeout)}, or one slow owner costs every user of a query the answer.");
}
