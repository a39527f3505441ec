using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Events that leave a window in one request: of one or more users, each with the first of its line.</summary>
internal sealed record LaneBatch(ImmutableArray<UserLine> Lines, ImmutableArray<OutgoingEvent> Events);
