using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// Counts failed sign-ins by name and by address, each in windows of fixed length, so that passwords cannot be guessed. Bounded: in a
/// full table the oldest window makes room.
/// </summary>
internal sealed class SignInFailures(TimeProvider time, IOptions<ConsoleOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Window> _byAddress = new(StringComparer.Ordinal);

    /// <summary>How long somebody has to wait before the next attempt; null when it may be made now.</summary>
    public TimeSpan? FindPause(string name, string address)
    {
        lock (_gate)
        {
            var (byName, byAddress) = (
                Pause(_byName, name, options.Value.FailuresPerNameMax), Pause(_byAddress, address, options.Value.FailuresPerAddressMax));
            return byName > byAddress || byAddress is null ? byName : byAddress;
        }
    }

    /// <summary>Counts an attempt as a failure.</summary>
    public void Add(string name, string address)
    {
        lock (_gate)
        {
            Count(_byName, name);
            Count(_byAddress, address);
        }
    }

    /// <summary>What was counted was none: the name's failures are forgiven, the address's earlier ones stay.</summary>
    public void Forgive(string name, string address)
    {
        lock (_gate)
        {
            _byName.Remove(name);
            if (_byAddress.TryGetValue(address, out var window) && window.Failures > 0)
                _byAddress[address] = window with { Failures = window.Failures - 1 };
        }
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

        // Rare: the table holds thousands of names that failed within a window.
        if (window == default && windows.Count >= options.Value.FailuresKeptMax)
            windows.Remove(windows.MinBy(known => known.Value.OpenedAt).Key);
        windows[key] = new Window(1, now);
    }

    private readonly record struct Window(int Failures, long OpenedAt);
}
