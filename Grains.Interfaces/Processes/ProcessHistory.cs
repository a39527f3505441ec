using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>What one process has noted of the last minutes.</summary>
/// <param name="Samples">Its samples, oldest first.</param>
[GenerateSerializer, Immutable, Alias("presence.process-history")]
public sealed record ProcessHistory([property: Id(0)] ImmutableArray<ProcessSample> Samples);

/// <summary>One process at one instant.</summary>
/// <param name="At">When.</param>
/// <param name="Rates">How often things happened since the sample before.</param>
/// <param name="Online">Users Online in the whole cluster, as this process read it.</param>
/// <param name="PushOnline">Users PushOnline in the whole cluster, as this process read it.</param>
[GenerateSerializer, Immutable, Alias("presence.process-sample")]
public sealed record ProcessSample(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] TrafficRates Rates,
    [property: Id(2)] long Online,
    [property: Id(3)] long PushOnline);
