using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>One call of the Tencent-compatible API.</summary>
internal interface ITencentCommand
{
    /// <summary>Its paths, case-sensitive; more than one when it has an older alias.</summary>
    ImmutableArray<string> Paths { get; }

    /// <summary>The family whose error numbers it uses.</summary>
    TencentFamily Family { get; }

    /// <summary>How many calls one app may make in a second.</summary>
    int CallsPerSecond { get; }

    /// <summary>
    /// Performs the call. It writes the whole answer and returns <see cref="TencentError.None"/>, or writes nothing and returns the error
    /// of the whole call.
    /// </summary>
    ValueTask<TencentError> RunAsync(TencentCall call);
}
