using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>Asks for many presences.</summary>
/// <param name="UserIds">1 to 500 user ids.</param>
internal sealed record PresenceQueryBody(ImmutableArray<string> UserIds);

/// <summary>Answers for many presences.</summary>
/// <param name="Presences">Who could be answered, in the order asked.</param>
/// <param name="Errors">Who could not.</param>
internal sealed record PresenceListBody(ImmutableArray<PresenceBody> Presences, ImmutableArray<UserErrorBody> Errors);

/// <summary>A user who could not be answered.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Code">The code of a problem: unknown-user or unavailable.</param>
internal sealed record UserErrorBody(string UserId, string Code);
