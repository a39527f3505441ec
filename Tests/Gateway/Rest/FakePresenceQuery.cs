using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Answers from a table; users in <see cref="Silent"/> are not answered in time.</summary>
internal sealed class FakePresenceQuery : IPresenceQuery
{
    public ConcurrentDictionary<string, UserPresence> Presences { get; } = new();

    public ConcurrentDictionary<string, bool> Silent { get; } = new();

    /// <summary>Awaited by every query for a user that is no administrator.</summary>
    public Task Trouble { get; set; } = Task.CompletedTask;

    /// <summary>Completed when such a query arrives.</summary>
    public TaskCompletionSource? Asked { get; set; }

    public async ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        if (userIds is not [RestHost.Administrator])
        {
            Asked?.TrySetResult();
            await Trouble.WaitAsync(cancellationToken);
        }

        return [.. userIds.Select(userId => new PresenceAnswer(userId, Find(userId)))];
    }

    public void Add(string userId, params ReadOnlySpan<(Platform Platform, PresenceStatus Status)> sessions)
    {
        var all = ImmutableArray.CreateBuilder<Session>();
        foreach (var (platform, status) in sessions)
            all.Add(NewSession(platform, status, all.Count + 1));
        Presences[userId] = new UserPresence { IsRegistered = true, Version = 7, LastSeenAt = RestHost.Start, Sessions = all.ToImmutable() };
    }

    private UserPresence? Find(string userId)
        => Silent.ContainsKey(userId) || !UserKey.IsValidUserId(userId) ? null : Presences.GetValueOrDefault(userId, UserPresence.Unknown);

    private static Session NewSession(Platform platform, PresenceStatus status, int number) => new()
    {
        Id = new SessionId(new Guid(number, 0, 0, new byte[8])),
        Epoch = number,
        Platform = platform,
        DeviceId = $"device-{number}",
        Connection = new ConnectionRef(new GatewayId("127.0.0.1:1@1"), number),
        GatewaySeenAtVersion = 1,
        LoginAt = RestHost.Start,
        AskedAt = RestHost.Start,
        ByHandAt = RestHost.Start,
        Status = status,
        Since = RestHost.Start,
    };
}
