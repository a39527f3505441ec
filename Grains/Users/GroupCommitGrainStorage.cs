using System.Globalization;
using Orleans.Storage;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The grain storage of user states, the only one on the path of a login. The ETag is the state's own version as text, so whoever
/// writes must let it grow. Of two activations of one user that write from the same version, one gets
/// <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed class GroupCommitGrainStorage(UserStateLanes lanes, ICommitWatcher? watcher = null) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var user = UserStateOf(grainState);
        var stored = await lanes.ReadAsync(KeyOf(grainId), cancellationToken);
        user.State = stored is null ? new UserRecord() : new UserRecord { Presence = UserPresenceCodec.Decode(stored.Payload) };
        user.ETag = stored is null ? null : ETagOf(stored.Version);
        user.RecordExists = stored is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var user = UserStateOf(grainState);
        var state = user.State?.Presence;
        var expectedVersion = VersionOf(user.ETag);
        if (state is null || state.Version <= expectedVersion)
        {
            throw new InvalidOperationException(
                $"The state of {grainId} has version {state?.Version} and was made from version {expectedVersion}; a transition must let it grow.");
        }

        var write = new UserStateWrite
        {
            Key = KeyOf(grainId),
            ExpectedVersion = expectedVersion,
            Next = new StoredUserState(state.Version, UserPresenceCodec.Encode(state)),
            Events = [.. user.State!.Events.Select(happened => new StatusEventWrite(happened.Version, happened.At, StatusEventCodec.Encode(happened)))],
            Tally = UserTally.Between(user.State.Before, state),
        };
        await WriteAsync(grainId, write, cancellationToken);
        watcher?.Committed(write.Key);
        user.ETag = ETagOf(state.Version);
        user.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var user = UserStateOf(grainState);
        if (user.ETag is not null)
            await WriteAsync(grainId, new UserStateWrite { Key = KeyOf(grainId), ExpectedVersion = VersionOf(user.ETag), Next = null }, cancellationToken);
        user.State = new UserRecord();
        user.ETag = null;
        user.RecordExists = false;
    }

    private async Task WriteAsync(GrainId grainId, UserStateWrite write, CancellationToken cancellationToken)
    {
        if (await lanes.WriteAsync(write, cancellationToken) is UserStateWriteResult.Conflict conflict)
        {
            var storedVersion = conflict.Stored?.Version ?? 0;
            throw new InconsistentStateException(
                $"The state of {grainId} has version {storedVersion} in storage, not {write.ExpectedVersion}: another activation wrote it.",
                ETagOf(storedVersion),
                ETagOf(write.ExpectedVersion));
        }
    }

    private static IGrainState<UserRecord> UserStateOf<T>(IGrainState<T> grainState)
        => grainState as IGrainState<UserRecord>
            ?? throw new NotSupportedException($"The user storage keeps {nameof(UserRecord)} only, not {typeof(T)}.");

    private static UserKey KeyOf(GrainId grainId)
        => UserKey.TryParse(grainId.Key.ToString() ?? "", out var key)
            ? key
            : throw new ArgumentException($"The key of {grainId} is not app/user.", nameof(grainId));

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long VersionOf(string? eTag) => eTag is null ? 0 : long.Parse(eTag, CultureInfo.InvariantCulture);
}
