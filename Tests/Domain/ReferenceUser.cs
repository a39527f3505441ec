using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>
/// A user a second time, naively and mutably, written from the words of the seed and the contract. <see cref="PresenceMachine"/> is
/// compared with it step by step. The two share no rule, only the vocabulary of ids and events.
/// </summary>
internal sealed class ReferenceUser
{
    private static readonly TimeSpan SevenDays = TimeSpan.FromDays(7);

    private readonly List<(SessionId Id, SessionEndReason Reason, Platform? By, DateTimeOffset AskedAt, DateTimeOffset At)> _pushedOut = [];
    private readonly ReferenceHistory _history = new();
    private List<ReferenceDevice> _devices = [];
    private bool _exists;
    private DateTimeOffset? _deletedAt;
    private DateTimeOffset? _revokedAt;
    private long _logins;
    private DateTimeOffset? _newestCredential;
    private string _customStatus = "";
    private ActTime? _customStatusAskedAt;

    public long Version { get; private set; }

    /// <summary>The connections that the last event closed, with the reason and the platform that ended them.</summary>
    public List<string> Closed { get; } = [];

    public void Happen(PresenceEvent happened, PresenceRules rules, DateTimeOffset now)
    {
        Closed.Clear();
        if (happened is PresenceEvent.DeadlineReached && _deletedAt is { } deletedAt && now - deletedAt >= SevenDays)
        {
            (_exists, _deletedAt, _revokedAt, _newestCredential, _logins, Version) = (false, null, null, null, 0, 0);
            _pushedOut.Clear();
            _history.Clear();
            return;
        }

        if (_devices.RemoveAll(device => !device.IsOnline && now - device.Since >= SevenDays) > 0)
            Version++;
        var isChanged = happened switch
        {
            PresenceEvent.LoginAttempted login => Login(login, rules, now),
            PresenceEvent.ConnectionEnded ended => Lose(device => device.Connection == ended.Connection, ended.Reason, rules, now),
            PresenceEvent.GatewayLost lost => Lose(device => device.Connection.Gateway == lost.Gateway, SessionEndReason.GatewayLost, rules, now),
            PresenceEvent.KickRequested kick => Kick(kick, now),
            PresenceEvent.PolicyEnforced => Enforce(rules, now),
            PresenceEvent.CustomStatusSet set => SetCustomStatus(set),
            PresenceEvent.AccountImported imported => Import(imported),
            PresenceEvent.AccountDeleted deleted => Delete(deleted, now),
            _ => false,
        };
        if (isChanged)
            Version++;
        if (!_devices.Any(device => device.IsOnline))
            (_customStatus, _customStatusAskedAt) = ("", null);
    }

    /// <summary>Everything that a reader could see, in lines.</summary>
    public IEnumerable<string> Lines =>
    [
        $"version {Version} exists {_exists} deleted {_deletedAt:O} revoked {_revokedAt:O} logins {_logins} custom '{_customStatus}' {_customStatusAskedAt}",
        .. _devices.Select(device => device.ToString()),
        .. _pushedOut.Select(lost => $"lost {lost.Id} {lost.Reason} {lost.By} {lost.At:O}"),
    ];

    /// <summary>The same lines of the machine's state.</summary>
    public static IEnumerable<string> LinesOf(UserPresence state) =>
    [
        $"version {state.Version} exists {state.IsRegistered} deleted {state.DeletedAt:O} revoked {state.CredentialsRevokedAt:O} "
            + $"logins {state.LastEpoch} custom '{state.CustomStatus}' {state.CustomStatusAskedAt}",
        .. state.Sessions.Select(session => new ReferenceDevice(session).ToString()),
        .. state.PushedOut.Select(lost => $"lost {lost.Id} {lost.Reason} {lost.By} {lost.At:O}"),
    ];

    private bool Login(PresenceEvent.LoginAttempted login, PresenceRules rules, DateTimeOffset now)
    {
        var isOldConnection = _devices.Any(device => device.Connection == login.Connection);
        var isRevoked = _revokedAt is { } revokedAt && login.CredentialIssuedAt <= revokedAt;
        var isPushedOut = _devices.All(device => device.Id != login.ResumedSession)
            && _pushedOut.Any(lost => now - lost.At < SevenDays && (lost.AskedAt == login.AskedAt.At || lost.Id == login.ResumedSession));
        if (isOldConnection || isRevoked || isPushedOut)
            return false;

        var own = _devices.Find(device => device.Platform == login.Platform && device.Name == login.DeviceId);
        var others = _devices.Where(device => device != own).ToList();
        var isReconnect = own is not null && own.Id == login.ResumedSession;
        var resumedAt = ReferenceHistory.LoginAtOf(login.ResumedSession, login.AskedAt.At);
        var continued = login.ResumedSession is null ? null : own?.LoginAt ?? resumedAt;
        var loginAt = continued ?? _history.Next(login.AskedAt.At);
        var newcomer = new ReferenceDevice(login, _logins + 1, own, loginAt, now);
        // The newcomer is last while the policy decides, because it always stays.
        var stay = ReferencePolicy.Login(others, newcomer, device => device.Platform.Name, rules.LoginPolicy.Kind, Cap(rules));
        var gone = others.Except(stay).ToList();
        if (!isReconnect && login.ResumedSession is not null && _history.ForbidsReturn(login.Platform, resumedAt, own, gone))
            return false;
        var isLate = own is null ? _history.EndedAfter(login) : ReferenceOrder.IsAfter(own, login);
        if (isLate || (login.ResumedSession is null && gone.Any(device => ReferenceOrder.IsAfterByHand(device, login))))
            return false;
        if (login.ResumedSession is not null && own is not null)
            gone.Clear();

        _logins++;
        if (own is { IsOnline: true })
            Closed.Add($"{own.Connection} {SessionEndReason.TakenOver} by ");
        Lost(gone, SessionEndReason.Replaced, login.Platform, now);
        _devices = [.. others.Except(gone).Append(newcomer).OrderBy(device => device.LoginAt)];
        _history.LoggedIn(newcomer, _devices, rules.LoginPolicy.Kind, Cap(rules));
        _newestCredential = _newestCredential > login.CredentialIssuedAt ? _newestCredential : login.CredentialIssuedAt;
        (_exists, _deletedAt) = (true, null);
        return true;
    }

    private bool Lose(Predicate<ReferenceDevice> isMeant, SessionEndReason reason, PresenceRules rules, DateTimeOffset now)
    {
        var lost = _devices.FindAll(device => device.IsOnline && isMeant(device));
        foreach (var device in lost)
        {
            var isMobile = device.Platform.Name is "Android" or "iPhone" or "iPad" or "HarmonyOS";
            var isByItself = reason.ToString() is "Closed" or "TimedOut" or "GatewayLost";
            if (isByItself && (isMobile || (device.Platform.Name == "Mac" && rules.MacKeepsPushOnline)))
                (device.IsOnline, device.Since) = (false, now);
            else
                _devices.Remove(device);
        }

        return lost.Count > 0;
    }

    private bool Kick(PresenceEvent.KickRequested kick, DateTimeOffset now)
    {
        var kicked = _devices.FindAll(device => kick.Scope switch
        {
            KickScope.OnPlatform only => device.Platform == only.Platform,
            KickScope.OneSession only => device.Id == only.Id,
            _ => true,
        });
        if (!kick.RevokesCredentials)
            kicked.RemoveAll(device => ReferenceOrder.IsClearlyAfter(device.AskedAt, kick.AskedAt));
        var revokedAt = new[] { _revokedAt, _newestCredential, kick.AskedAt.At.AddSeconds(-10) }.Max();
        var isRevocation = _exists && kick.RevokesCredentials && revokedAt != _revokedAt;
        if (isRevocation)
            _revokedAt = revokedAt;
        if (_exists && (kicked.Count > 0 || isRevocation))
            _history.Kicked(kick, kicked);
        Lost(kicked, SessionEndReason.Kicked, null, now);
        _devices = [.. _devices.Except(kicked)];
        return kicked.Count > 0 || isRevocation;
    }

    private bool Enforce(PresenceRules rules, DateTimeOffset now)
    {
        List<ReferenceDevice> stay = [];
        foreach (var device in _devices)
            stay = ReferencePolicy.Login(stay, device, one => one.Platform.Name, rules.LoginPolicy.Kind, Cap(rules));
        var gone = _devices.Except(stay).ToList();
        Lost(gone, SessionEndReason.PolicyChanged, null, now);
        _devices = stay;
        return gone.Count > 0;
    }

    private bool SetCustomStatus(PresenceEvent.CustomStatusSet set)
    {
        var isChange = _devices.Any(device => device.IsOnline && device.Connection == set.Connection)
            && _customStatus != set.Text && !(_customStatusAskedAt is { IsExact: true } last && set.AskedAt.IsExact && last.At > set.AskedAt.At);
        if (isChange)
            (_customStatus, _customStatusAskedAt) = (set.Text, set.AskedAt);
        return isChange;
    }

    private bool Import(PresenceEvent.AccountImported imported)
    {
        var isNew = !_exists && !(_deletedAt is { } deletedAt && ReferenceOrder.IsClearlyAfter(deletedAt, imported.AskedAt));
        if (isNew)
            (_exists, _deletedAt) = (true, null);
        return isNew;
    }

    private bool Delete(PresenceEvent.AccountDeleted deleted, DateTimeOffset now)
    {
        if (!_exists)
            return false;

        _history.Kicked(new PresenceEvent.KickRequested(new KickScope.Everything(), true, deleted.AskedAt), _devices);
        Lost(_devices, SessionEndReason.AccountDeleted, null, now);
        _devices = [];
        (_exists, _deletedAt, _revokedAt) = (false, deleted.AskedAt.At, new[] { _revokedAt, _newestCredential, deleted.AskedAt.At }.Max());
        _newestCredential = null;
        return true;
    }

    private void Lost(IEnumerable<ReferenceDevice> gone, SessionEndReason reason, Platform? by, DateTimeOffset now)
    {
        var lost = gone.ToList();
        Closed.AddRange(lost.Where(device => device.IsOnline).Select(device => $"{device.Connection} {reason} by {by}"));
        if (lost.Count == 0)
            return;
        if (reason is SessionEndReason.Replaced or SessionEndReason.PolicyChanged)
            _history.PushedOut(lost);
        _pushedOut.RemoveAll(earlier => now - earlier.At >= SevenDays);
        _pushedOut.AddRange(lost.Select(device => (device.Id, reason, by, device.AskedAt.At, now)));
        while (_pushedOut.Count > 8)
            _pushedOut.RemoveAt(0);
    }

    private static Func<string, int> Cap(PresenceRules rules) => kind => kind switch
    {
        "Android" => rules.LoginPolicy.Caps.Android,
        "iPhone" => rules.LoginPolicy.Caps.IPhone,
        "iPad" => rules.LoginPolicy.Caps.IPad,
        "HarmonyOS" => rules.LoginPolicy.Caps.HarmonyOS,
        "Windows" => rules.LoginPolicy.Caps.Windows,
        "Mac" => rules.LoginPolicy.Caps.Mac,
        "Linux" => rules.LoginPolicy.Caps.Linux,
        _ => rules.LoginPolicy.Caps.Web,
    };
}
