using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>One logged-in device of a <see cref="ReferenceUser"/>; compared by reference.</summary>
internal sealed class ReferenceDevice
{
    private readonly long _epoch;

    public ReferenceDevice(PresenceEvent.LoginAttempted login, long epoch, ReferenceDevice? own, DateTimeOffset loginAt, DateTimeOffset now)
    {
        var isByHand = login.ResumedSession is null;
        (Platform, Name, Connection, _epoch, IsOnline) = (login.Platform, login.DeviceId, login.Connection, epoch, true);
        (AskedAt, Attempt) = (login.AskedAt, login.Attempt);
        var fromId = new ActTime(loginAt, login.AskedAt.IsExact && loginAt <= login.AskedAt.At);
        ByHandAt = isByHand ? login.AskedAt : own is null ? fromId : own.ByHandAt;
        Id = own is null || isByHand ? login.ProposedId.At(loginAt) : own.Id;
        LoginAt = loginAt;
        Since = own is { IsOnline: true } ? own.Since : now;
    }

    public ReferenceDevice(Session session)
    {
        (Platform, Name, Connection, _epoch) = (session.Platform, session.DeviceId, session.Connection, session.Epoch);
        (AskedAt, Attempt, ByHandAt) = (session.AskedAt, session.Attempt, session.ByHandAt);
        (Id, LoginAt, Since, IsOnline) = (session.Id, session.LoginAt, session.Since, session.Status == PresenceStatus.Online);
    }

    public SessionId Id { get; }

    public Platform Platform { get; }

    public string Name { get; }

    public ConnectionRef Connection { get; }

    public DateTimeOffset LoginAt { get; }

    public ActTime AskedAt { get; }

    public ulong Attempt { get; }

    public ActTime ByHandAt { get; }

    /// <summary>Whether the place in the line is the time of an exact clock.</summary>
    public bool IsPlaceExact => ByHandAt.IsExact && LoginAt - ByHandAt.At <= TimeSpan.FromSeconds(0.5);

    public bool IsOnline { get; set; }

    public DateTimeOffset Since { get; set; }

    public override string ToString()
        => $"{Platform} {Name} {Id} epoch {_epoch} on {Connection} login {LoginAt:O} asked {AskedAt} by hand {ByHandAt} "
            + $"#{Attempt} online {IsOnline} since {Since:O}";
}
