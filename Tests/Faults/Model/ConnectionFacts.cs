namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The model's knowledge of one client connection; compared by reference.</summary>
/// <param name="number">Its number in the whole run.</param>
/// <param name="platform">The kind of device.</param>
/// <param name="device">The installation.</param>
internal sealed class ConnectionFacts(int number, string platform, string device)
{
    /// <summary>The trusted accuracy of two gateways' clocks: of logins requested within it, either may count as the later one.</summary>
    public static readonly TimeSpan ClocksTrustedTo = TimeSpan.FromSeconds(0.5);

    public int Number { get; } = number;

    public string Platform { get; } = platform;

    public string Device { get; } = device;

    /// <summary>Its place among the logins of its device, as the client counts them; 0 when it does not.</summary>
    public ulong Attempt { get; init; }

    /// <summary>The connection whose session its client resumed by itself; null when the user logged in by hand.</summary>
    public ConnectionFacts? Resumes { get; set; }

    /// <summary>The login was not asked for earlier: its frame was sent then.</summary>
    public TimeSpan AskedFrom { get; set; }

    /// <summary>
    /// The login was requested by then, if ever: its gateway had read the frame. Never, when the gateway may have stood still.
    /// </summary>
    public TimeSpan AskedUntil { get; set; } = Act.Never;

    /// <summary>The process of its gateway.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>Whether its gateway's clock surely agreed with those of the others when the login was requested.</summary>
    public bool HasExactTime { get; set; } = true;

    /// <summary>When the login was answered.</summary>
    public TimeSpan AnsweredAt { get; set; } = Act.Never;

    /// <summary>
    /// Whether the client could be told why its session ended: it was told, or it was still open at the end on a gateway without a lasting
    /// fault.
    /// </summary>
    public bool Hears { get; set; }

    /// <summary>Whether its device resumes one of its sessions, so that the model must remember how they ended.</summary>
    public bool IsResumed { get; set; }

    /// <summary>Whether a login by hand that may count as the later one may have taken effect before this one did.</summary>
    public bool MayBeLate { get; set; }

    /// <summary>Whether another login of its device that may count as the later one may have taken effect before this one did.</summary>
    public bool MayBeSucceeded { get; set; }

    public bool IsMobile => Platform is "Android" or "iPhone" or "iPad" or "HarmonyOS";

    public bool IsSameDevice(ConnectionFacts other) => Platform == other.Platform && Device == other.Device;

    /// <summary>
    /// Whether its login was surely requested after another one. A device counts its own logins; gateways compare their clocks, as long as
    /// these agree.
    /// </summary>
    public bool IsSurelyAfter(ConnectionFacts other)
        => IsCountedWith(other) ? Attempt > other.Attempt : IsComparable(other) && AskedFrom - ClocksTrustedTo > other.AskedUntil;

    /// <summary>Whether its login may have been asked for after another one.</summary>
    public bool MayBeAfter(ConnectionFacts other) => this != other && !other.IsSurelyAfter(this);

    /// <summary>Whether both logins are of one device that counts them.</summary>
    public bool IsCountedWith(ConnectionFacts other) => IsSameDevice(other) && Attempt != 0 && other.Attempt != 0;

    private bool IsComparable(ConnectionFacts other) => Gateway == other.Gateway || (HasExactTime && other.HasExactTime);

    public override string ToString() => $"#{Number} {Platform}/{Device}";
}
