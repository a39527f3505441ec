using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;

namespace PresenceCluster.Grains.Book;

/// <summary>
/// The committed states of the users of this silo, packed (docs/adr/0015): of every user who is Online, and of those who have become PushOnline
/// here. Queries, leases and sweeps work on it, and an activation starts from it. Only what is known to be stored is in it, and only of
/// buckets that this silo owns: a bucket is opened when no other silo can have its users, and closed before another one may.
/// All members are thread-safe.
/// </summary>
internal sealed class PresenceBook
{
    private readonly Bucket[] _buckets = [.. Enumerable.Range(0, UserBucket.Count).Select(_ => new Bucket())];
    private readonly ConcurrentDictionary<GatewayId, GatewaySessions> _gateways = new();

    /// <summary>How many users are in it.</summary>
    public int Count => _buckets.Sum(bucket => bucket.Page.Count);

    /// <summary>The bytes that it takes.</summary>
    public long Bytes => _buckets.Sum(bucket => bucket.Page.Bytes);

    /// <summary>The gateways with an Online session in it.</summary>
    public IEnumerable<KeyValuePair<GatewayId, GatewaySessions>> Gateways => _gateways;

    /// <summary>The committed state of a user.</summary>
    public bool TryGet(UserKey user, [NotNullWhen(true)] out UserPresence? state)
    {
        var bucket = BucketOf(user);
        lock (bucket.Lock)
            state = bucket.Page.TryGet(user, out var payload) ? UserPresenceCodec.Decode(payload) : null;
        return state is not null;
    }

    /// <summary>What is shown of the committed state of a user (<see cref="UserPresenceCodec.DecodeShown"/>).</summary>
    public bool TryGetShown(UserKey user, [NotNullWhen(true)] out UserPresence? state)
    {
        var bucket = BucketOf(user);
        lock (bucket.Lock)
            state = bucket.Page.TryGet(user, out var payload) ? UserPresenceCodec.DecodeShown(payload) : null;
        return state is not null;
    }

    /// <summary>Puts a state in, once it is stored. A state that is older than the one that is there, or of a closed bucket, changes nothing.</summary>
    public void Put(UserKey user, UserPresence state)
    {
        var payload = UserPresenceCodec.Encode(state);
        var bucket = BucketOf(user);
        lock (bucket.Lock)
        {
            if (bucket.IsOpen)
                PutLocked(bucket, user, payload);
        }
    }

    /// <summary>Removes a user: what is stored is not known any more, or is not worth the memory.</summary>
    public void Remove(UserKey user)
    {
        var bucket = BucketOf(user);
        lock (bucket.Lock)
        {
            bucket.RemovedWhileLoading?.Add(user);
            if (!bucket.Page.TryGet(user, out var payload))
                return;
            Note(user, payload, isThere: false);
            bucket.Page.Remove(user);
        }
    }

    /// <summary>The users of a bucket.</summary>
    public List<KeyValuePair<UserKey, UserPresence>> In(int bucket) => Collect(bucket, [], static (user, found) => Add(user, found));

    /// <summary>The users with an Online session at a gateway. Walks the whole book: for rare events only.</summary>
    public IEnumerable<KeyValuePair<UserKey, UserPresence>> At(GatewayId gateway)
    {
        var name = Encoding.UTF8.GetBytes(gateway.Value);
        // Most users are told apart by their bytes alone.
        return Enumerable.Range(0, UserBucket.Count)
            .SelectMany(bucket => Collect(bucket, name, static (user, search) =>
            {
                if (user.Payload.IndexOf(search.Name) >= 0)
                    Add(user, search);
            }))
            .Where(user => user.Value.Sessions.Any(session => session.Status == PresenceStatus.Online && session.Connection.Gateway == gateway));
    }

    /// <summary>The users of an app. Walks the whole book: for rare events only.</summary>
    public IEnumerable<KeyValuePair<UserKey, UserPresence>> Of(AppId app)
        => Enumerable.Range(0, UserBucket.Count).SelectMany(bucket => Collect(bucket, [], (user, found) =>
        {
            if (user.App == app)
                Add(user, found);
        }));

    /// <summary>The Online sessions of a gateway that are known here; null when there are none.</summary>
    public GatewaySessions? SessionsOf(GatewayId gateway) => _gateways.GetValueOrDefault(gateway);

    /// <summary>Forgets a gateway that is gone, when all its sessions have ended.</summary>
    public void Forget(GatewayId gateway)
    {
        if (_gateways.TryGetValue(gateway, out var sessions) && sessions.Digests.IsEmpty)
            _gateways.TryRemove(gateway, out _);
    }

    /// <summary>Opens a bucket: no other silo has its users any more.</summary>
    public void Open(int bucket)
    {
        lock (_buckets[bucket].Lock)
            _buckets[bucket].IsOpen = true;
    }

    /// <summary>Closes a bucket, before another silo may change its users.</summary>
    public void Close(int bucket)
    {
        var closed = _buckets[bucket];
        lock (closed.Lock)
        {
            if (!closed.IsOpen)
                return;
            closed.Page.Visit(this, static (user, book) => book.Note(user.Key, user.Payload, isThere: false));
            closed.Page.Clear();
            (closed.IsOpen, closed.IsLoaded, closed.RemovedWhileLoading) = (false, false, null);
        }
    }

    /// <summary>Whether a bucket is open.</summary>
    public bool IsOpen(int bucket) => Volatile.Read(ref _buckets[bucket].IsOpen);

    /// <summary>Whether every user of a bucket who is Online is in it.</summary>
    public bool IsLoaded(int bucket) => Volatile.Read(ref _buckets[bucket].IsLoaded);

    /// <summary>Says that the Online users of an open bucket are read from now on.</summary>
    public void BeginLoad(int bucket)
    {
        lock (_buckets[bucket].Lock)
            _buckets[bucket].RemovedWhileLoading = [];
    }

    /// <summary>Puts in a user who was read. What has been put in or removed since the reading began is newer.</summary>
    public void Load(UserKey user, ReadOnlySpan<byte> payload)
    {
        var bucket = BucketOf(user);
        lock (bucket.Lock)
        {
            if (bucket.RemovedWhileLoading?.Contains(user) == false && !bucket.Page.TryGet(user, out _))
                PutLocked(bucket, user, payload);
        }
    }

    /// <summary>Says that all users of a bucket were read who were Online when it began. A bucket that was closed meanwhile is not loaded.</summary>
    public void EndLoad(int bucket)
    {
        lock (_buckets[bucket].Lock)
        {
            _buckets[bucket].IsLoaded = _buckets[bucket].RemovedWhileLoading is not null;
            _buckets[bucket].RemovedWhileLoading = null;
        }
    }

    private Bucket BucketOf(UserKey user) => _buckets[UserBucket.Of(user)];

    private static void Add(PackedUser user, Search search)
        => search.Found.Add(KeyValuePair.Create(user.Key, UserPresenceCodec.Decode(user.Payload)));

    private List<KeyValuePair<UserKey, UserPresence>> Collect(int bucket, byte[] name, PresencePage.Visitor<Search> visitor)
    {
        var search = new Search([], name);
        lock (_buckets[bucket].Lock)
            _buckets[bucket].Page.Visit(search, visitor);
        return search.Found;
    }

    private void PutLocked(Bucket bucket, UserKey user, ReadOnlySpan<byte> payload)
    {
        if (bucket.Page.TryGet(user, out var before))
        {
            if (UserPresenceCodec.VersionOf(before) > UserPresenceCodec.VersionOf(payload))
                return;
            Note(user, before, isThere: false);
        }

        bucket.Page.Put(user, payload);
        Note(user, payload, isThere: true);
    }

    private void Note(UserKey user, ReadOnlySpan<byte> payload, bool isThere)
    {
        foreach (var connection in UserPresenceCodec.OnlineConnectionsOf(payload))
        {
            var digests = _gateways.GetOrAdd(connection.Gateway, static _ => new GatewaySessions()).Digests;
            if (isThere)
                digests.Add(user, connection.ConnectionId);
            else
                digests.Remove(user, connection.ConnectionId);
        }
    }

    private readonly record struct Search(List<KeyValuePair<UserKey, UserPresence>> Found, byte[] Name);

    private sealed class Bucket
    {
        public readonly Lock Lock = new();
        public readonly PresencePage Page = new();
        public bool IsOpen;
        public bool IsLoaded;

        // Not null while the bucket is loaded.
        public HashSet<UserKey>? RemovedWhileLoading;
    }
}
