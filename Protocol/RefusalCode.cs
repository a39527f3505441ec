using System.Collections.Immutable;

namespace PresenceCluster.Protocol;

/// <summary>
/// Why a request of a logged-in client was not carried out, or one user of a query was not answered. The wire carries the number in the
/// frames request_refused and query_result, and the session stays. A closed catalogue; the numbers are those of the REST APIs.
/// </summary>
public sealed record RefusalCode
{
    private RefusalCode(uint number, string text) => (Number, Text) = (number, text);

    /// <summary>The number on the wire.</summary>
    public uint Number { get; }

    /// <summary>A sentence for humans; it names the limit.</summary>
    public string Text { get; }

    /// <summary>More requests than allowed in the time (contract §4). The same request may be sent again later.</summary>
    public static RefusalCode TooManyRequests { get; } = new(60007, "Too many requests in too short a time.");

    /// <summary>There is no such account (contract §1).</summary>
    public static RefusalCode UnknownUser { get; } = new(70107, "There is no such account.");

    /// <summary>The cluster did not answer (contract §1). The same request may be sent again later.</summary>
    public static RefusalCode TimedOut { get; } = new(70169, "The service did not answer in time.");

    /// <summary>A custom status beyond <see cref="FrameLimits.CustomStatusBytesMax"/>: a bad parameter (contract §4).</summary>
    public static RefusalCode TextTooLong { get; } =
        new(70402, $"A custom status has at most {FrameLimits.CustomStatusBytesMax} bytes of UTF-8.");

    /// <summary>The app has client-side status off (contract §4, §7).</summary>
    public static RefusalCode ClientStatusOff { get; } = new(72001, "The app has client-side status switched off.");

    /// <summary>A query beyond <see cref="FrameLimits.QueryUserIdsMax"/> (contract §1).</summary>
    public static RefusalCode TooManyUsers { get; } = new(90011, $"A query names at most {FrameLimits.QueryUserIdsMax} users.");

    /// <summary>Every code, by number.</summary>
    public static ImmutableArray<RefusalCode> All { get; } =
        [TooManyRequests, UnknownUser, TimedOut, TextTooLong, ClientStatusOff, TooManyUsers];
}
