using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Storage;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Tests.Cluster;

/// <summary>User storage in memory, shared by the silos of a test, with the version check of the real one and faults on demand.</summary>
internal sealed class InMemoryUserStorage : IGrainStorage, IUserStateReader
{
    private readonly ConcurrentDictionary<string, (byte[] Payload, string ETag)> _rows = new();
    private int _failingWrites;
    private Exception _fault = new IOException();

    public int Writes { get; private set; }

    /// <summary>The events that went with the writes.</summary>
    public List<StatusEvent> Events { get; } = [];

    public int Count => _rows.Count;

    /// <summary>Lets the next writes fail before anything is stored.</summary>
    public void FailNextWrites(int count, Exception? fault = null)
    {
        _fault = fault ?? new IOException("The disk is full.");
        _failingWrites = count;
    }

    /// <summary>Stores a user as an activation left it that has died since.</summary>
    public void Put(UserKey user, UserPresence state)
        => _rows[user.ToString()] = (UserPresenceCodec.Encode(state), state.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = _rows.TryGetValue(grainId.Key.ToString()!, out var row);
        grainState.RecordExists = found;
        grainState.ETag = found ? row.ETag : null;
        grainState.State = (T)(object)(found ? new UserRecord { Presence = UserPresenceCodec.Decode(row.Payload) } : new UserRecord());
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Interlocked.Decrement(ref _failingWrites) >= 0)
            throw _fault;

        var record = (UserRecord)(object)grainState.State!;
        var state = record.Presence;
        var key = grainId.Key.ToString()!;
        lock (_rows)
        {
            CheckETag(key, grainState.ETag);
            grainState.ETag = state.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            _rows[key] = (UserPresenceCodec.Encode(state), grainState.ETag);
            Writes++;
            Events.AddRange(record.Events);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        lock (_rows)
        {
            CheckETag(key, grainState.ETag);
            _rows.TryRemove(key, out _);
        }

        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    public ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
        => ValueTask.FromResult<ImmutableArray<UserPresence>>(
            [.. userIds.Select(id => _rows.TryGetValue(new UserKey(app, id).ToString(), out var row) ? UserPresenceCodec.Decode(row.Payload) : UserPresence.Unknown)]);

    private void CheckETag(string key, string? etag)
    {
        var stored = _rows.TryGetValue(key, out var row) ? row.ETag : null;
        if (stored != etag)
            throw new InconsistentStateException($"Row {key} has version {stored}, not {etag}.", stored, etag);
    }
}
