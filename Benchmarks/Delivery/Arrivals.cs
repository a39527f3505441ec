using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>
/// What has arrived at a receiver. It looks for the few members that it needs instead of parsing: every event of our own format has
/// them once, in this order.
/// </summary>
/// <param name="users">How many users of the <see cref="FilledLog"/> there are.</param>
internal sealed class Arrivals(int users)
{
    private readonly long[] _versions = new long[users];
    private readonly ConcurrentQueue<TimeSpan> _delays = new();
    private long _count;
    private long _repeated;

    /// <summary>Events of the filled log that arrived for the first time.</summary>
    public long Count => Interlocked.Read(ref _count);

    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Of the events of others, how long after they happened.</summary>
    public IReadOnlyCollection<TimeSpan> Delays => _delays;

    public void Take(ReadOnlySpan<byte> body)
    {
        var now = TimeProvider.System.GetUtcNow();
        while (TryFind(ref body, "\"userId\":\""u8))
        {
            var user = body[..body.IndexOf((byte)'"')];
            if (user.StartsWith(FilledLog.UserPrefix))
                TakeFilled(ref body, user[FilledLog.UserPrefix.Length..]);
            else if (TryFind(ref body, "\"at\":\""u8))
                _delays.Enqueue(now - DateTimeOffset.Parse(Encoding.ASCII.GetString(body[..body.IndexOf((byte)'"')]), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A user's events are never under way twice at a time, so each place has one writer at a time.</summary>
    private void TakeFilled(ref ReadOnlySpan<byte> body, ReadOnlySpan<byte> number)
    {
        if (!Utf8Parser.TryParse(number, out int user, out _) || !TryFind(ref body, "\"version\":"u8) || !Utf8Parser.TryParse(body, out long version, out _))
            throw new InvalidOperationException("An event without its user or version.");
        var last = Volatile.Read(ref _versions[user]);
        if (version <= last)
        {
            Interlocked.Increment(ref _repeated);
            return;
        }

        // One user's first event stands where the replay starts, and is not sent.
        if (version != last + 1 && last != 0)
            throw new InvalidOperationException($"Behind version {last} of user {user} came {version}.");
        Volatile.Write(ref _versions[user], version);
        Interlocked.Increment(ref _count);
    }

    private static bool TryFind(ref ReadOnlySpan<byte> body, ReadOnlySpan<byte> what)
    {
        var place = body.IndexOf(what);
        if (place < 0)
            return false;
        body = body[(place + what.Length)..];
        return true;
    }
}
