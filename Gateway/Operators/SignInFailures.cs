using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// Counts failed sign-ins by name and address together, by address and by name, in windows of fixed length. The counts keep passwords from
/// being guessed. Guesses from other addresses do not soon lock an operator out. Bounded: in a full table the oldest window is dropped.
/// </summary>
internal sealed class SignInFailures(TimeProvider time, IOptions<ConsoleOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _byBoth = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Window> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Window> _byAddress = new(StringComparer.Ordinal);

    /// <summary>The key under which an address is counted: the address itself, or for IPv6 the /64, which belongs to one site.</summary>
    public static string SiteOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]).ToString()
            : address.ToString();
    }

    /// <summary>The pause before the next attempt; null when it may be made now.</summary>
    /// <param name="name">The operator's name; null for a text that cannot be one, which is never stored.</param>
    /// <param name="site">See <see cref="SiteOf"/>.</param>
    public TimeSpan? FindPause(string? name, string site)
    {
        lock (_gate)
        {
            return WindowsOf(name, site).Max(one => Pause(one.Windows, one.Key, one.Max));
        }
    }

    /// <summary>Counts an attempt as a failure.</summary>
    public void Add(string? name, string site)
    {
        lock (_gate)
        {
            foreach (var (windows, key, _) in WindowsOf(name, site))
                Count(windows, key);
        }
    }

    /// <summary>
    /// The attempt succeeded. The name's failures at this site are deleted, and this attempt counts neither against the site nor the name.
    /// </summary>
    public void Forgive(string name, string site)
    {
        lock (_gate)
        {
            _byBoth.Remove(Both(name, site));
            Take(_byName, name);
            Take(_byAddress, site);
        }
    }

    /// <summary>The attempt was never looked at.</summary>
    public void Withdraw(string? name, string site)
    {
        lock (_gate)
        {
            foreach (var (windows, key, _) in WindowsOf(name, site))
                Take(windows, key);
        }
    }

    // No name has a space.
    private static string Both(string name, string site) => $"{name} {site}";

    /// <summary>Where an attempt counts, and how many failures each bears.</summary>
    private IEnumerable<(Dictionary<string, Window> Windows, string Key, int Max)> WindowsOf(string? name, string site)
    {
        yield return (_byAddress, site, options.Value.FailuresPerAddressMax);
        if (name is null)
            yield break;
        yield return (_byBoth, Both(name, site), options.Value.FailuresPerNameMax);
        yield return (_byName, name, options.Value.FailuresPerNameAnywhereMax);
    }

    private static void Take(Dictionary<string, Window> windows, string key)
    {
        if (windows.TryGetValue(key, out var window) && window.Failures > 0)
            windows[key] = window with { Failures = window.Failures - 1 };
    }

    private TimeSpan? Pause(Dictionary<string, Window> windows, string key, int max)
    {
        if (!windows.TryGetValue(key, out var window) || window.Failures < max)
            return null;
        var left = options.Value.FailureWindow - time.GetElapsedTime(window.OpenedAt);
        return left > TimeSpan.Zero ? left : null;
    }

    private void Count(Dictionary<string, Window> windows, string key)
    {
        var now = time.GetTimestamp();
        if (windows.TryGetValue(key, out var window) && time.GetElapsedTime(window.OpenedAt, now) < options.Value.FailureWindow)
        {
            windows[key] = window with { Failures = window.Failures + 1 };
            return;
        }

        // Rare: the table holds thousands of names with failures within a window.
        if (window == default && windows.Count >= options.Value.FailuresKeptMax)
            windows.Remove(windows.MinBy(known => known.Value.OpenedAt).Key);
        windows[key] = new Window(1, now);
    }

    private readonly record struct Window(int Failures, long OpenedAt);
}
