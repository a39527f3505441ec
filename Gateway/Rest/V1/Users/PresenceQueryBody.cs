using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>Asks for many presences.</summary>
/// <param name="UserIds">1 to 500 user ids.</param>
internal sealed record PresenceQueryBody(ImmutableArray<string> UserIds);

/// <summary>Answers for many presences.</summary>
/// <param name="Presences">The answered users, in the order asked.</param>
/// <param name="Errors">The other users.</param>
internal sealed record PresenceListBody(ImmutableArray<PresenceBody> Presences, ImmutableArray<UserErrorBody> Errors);

/// <summary>A user without an answer.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Code">The code of a problem: unknown-user or unavailable.</param>
internal sealed record UserErrorBody(string UserId, string Code);
