using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>Which of two acts was requested later, written plainly, for comparison with <see cref="ActOrder"/>.</summary>
internal static class ReferenceOrder
{
    private const double LatestSeconds = 30;

    /// <summary>Whether an act came clearly after another one: by half a second, and by no more than half a minute.</summary>
    public static bool IsClearlyAfter(ActTime askedAt, ActTime earlierAskedAt)
        => askedAt.IsExact && earlierAskedAt.IsExact && (askedAt.At - earlierAskedAt.At).TotalSeconds is > 0.5 and <= LatestSeconds;

    /// <summary>Whether a device's latest login was requested after this login of the device.</summary>
    public static bool IsAfter(ReferenceDevice device, PresenceEvent.LoginAttempted login)
    {
        var isSame = device.Platform == login.Platform && device.Name == login.DeviceId;
        var apart = Math.Abs((device.AskedAt.At - login.AskedAt.At).TotalSeconds);
        if (isSame && login.Attempt > 0 && device.Attempt > 0 && login.Attempt != device.Attempt && apart <= LatestSeconds)
            return device.Attempt > login.Attempt;
        return IsAfter(device.AskedAt, device, login);
    }

    /// <summary>Whether the user acted on another device after this login by hand was requested.</summary>
    public static bool IsAfterByHand(ReferenceDevice device, PresenceEvent.LoginAttempted login) => IsAfter(device.ByHandAt, device, login);

    private static bool IsAfter(ActTime acted, ReferenceDevice device, PresenceEvent.LoginAttempted login)
    {
        var seconds = (acted.At - login.AskedAt.At).TotalSeconds;
        if (device.Connection.Gateway == login.Connection.Gateway)
            return seconds > 0;
        return acted.IsExact && login.AskedAt.IsExact && seconds is > 0 and <= LatestSeconds;
    }
}
