using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>
/// Every act that ever ended a device's way back, never forgotten and never merged. The barriers of <see cref="UserPresence"/>, which are
/// one instant for each platform, are compared with it.
/// </summary>
internal sealed class ReferenceHistory
{
    private readonly List<(Func<Platform, bool> Covers, DateTimeOffset At, bool IsExact)> _ends = [];
    private DateTimeOffset? _newestLogin;

    /// <summary>When the login by hand was that an id speaks of.</summary>
    public static DateTimeOffset? LoginAtOf(SessionId? id, DateTimeOffset askedAt)
    {
        if (id is not { } session || session.Value.Version != 7)
            return null;
        var milliseconds = Convert.ToInt64(session.ToString()[..12], 16);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return at - askedAt > TimeSpan.FromSeconds(30) ? null : at;
    }

    public void Clear()
    {
        _ends.Clear();
        _newestLogin = null;
    }

    /// <summary>The time of a new login by hand: that of its request, or a moment after the newest one.</summary>
    public DateTimeOffset Next(DateTimeOffset askedAt)
    {
        var asked = DateTimeOffset.FromUnixTimeMilliseconds(askedAt.ToUnixTimeMilliseconds());
        return _newestLogin is { } newest && newest >= asked ? newest.AddMilliseconds(1) : asked;
    }

    /// <summary>Whether a later login of another device forbids a return, whether its session still exists or not.</summary>
    public bool ForbidsReturn(Platform platform, DateTimeOffset? resumedAt, ReferenceDevice? own, IEnumerable<ReferenceDevice> wouldLose)
        => own?.LoginAt > (resumedAt ?? DateTimeOffset.MinValue)
            || wouldLose.Any(device => device.ByHandAt.At > (resumedAt ?? DateTimeOffset.MinValue))
            || _ends.Any(end => end.Covers(platform) && end.At >= (resumedAt ?? DateTimeOffset.MinValue));

    /// <summary>Whether an act that ended the earlier logins of the platform came clearly after this login.</summary>
    public bool EndedAfter(PresenceEvent.LoginAttempted login)
        => _ends.Where(end => end.Covers(login.Platform)).Select(end => (ActTime?)new ActTime(end.At, end.IsExact)).MaxBy(end => end?.At) is { } newest
            && ReferenceOrder.IsClearlyAfter(newest, login.AskedAt);

    /// <summary>
    /// A login: devices that it excludes are over up to its time, and so are those of its own kind that the cap leaves no room for.
    /// </summary>
    public void LoggedIn(ReferenceDevice newcomer, List<ReferenceDevice> online, LoginPolicyKind policy, Func<string, int> cap)
    {
        Note(newcomer.LoginAt);
        _ends.Add((platform => ReferencePolicy.Exclude(policy, platform.Name, newcomer.Platform.Name), newcomer.LoginAt, newcomer.IsPlaceExact));
        var kind = ReferencePolicy.Kind(newcomer.Platform.Name);
        var sameKind = online.Where(device => ReferencePolicy.Kind(device.Platform.Name) == kind).OrderByDescending(device => device.LoginAt).ToList();
        if (sameKind.Count >= cap(kind))
        {
            var oldest = sameKind[cap(kind) - 1];
            _ends.Add((platform => ReferencePolicy.Kind(platform.Name) == kind, oldest.LoginAt.AddMilliseconds(-1), oldest.IsPlaceExact));
        }

    }

    /// <summary>A login before one that was pushed out would have been pushed out before it.</summary>
    public void PushedOut(IEnumerable<ReferenceDevice> lost)
    {
        foreach (var device in lost)
            _ends.Add((platform => ReferencePolicy.Kind(platform.Name) == ReferencePolicy.Kind(device.Platform.Name), device.LoginAt, device.IsPlaceExact));
    }

    /// <summary>A kick of everything or of a platform ends all logins until then; a kick of a session ends only that session.</summary>
    public void Kicked(PresenceEvent.KickRequested kick, IEnumerable<ReferenceDevice> kicked)
    {
        if (kick.Scope is KickScope.OneSession)
            return;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(kick.AskedAt.At.ToUnixTimeMilliseconds());
        at = kicked.Select(device => device.LoginAt).Append(at).Max();
        Note(at);
        var isExact = kick.AskedAt.IsExact && at - kick.AskedAt.At <= TimeSpan.FromSeconds(0.5);
        _ends.Add((platform => kick.Scope is not KickScope.OnPlatform only || only.Platform == platform, at, isExact));
    }

    private void Note(DateTimeOffset loginAt)
    {
        if (!(_newestLogin >= loginAt))
            _newestLogin = loginAt;
    }
}
