using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Rest.V1.Events;

/// <summary>A page of an app's events.</summary>
/// <param name="Events">The events, in the log's order.</param>
/// <param name="Next">The value of <c>after</c> for the next page, now or later.</param>
internal sealed record EventPageBody(ImmutableArray<StatusEventBody> Events, string Next);

/// <summary>A page of a user's events.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Events">The events, newest first. The last one's version is <c>before</c> for the next page.</param>
internal sealed record UserEventsBody(string UserId, ImmutableArray<StatusEventBody> Events);
