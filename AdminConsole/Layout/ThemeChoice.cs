using PresenceCluster.AdminConsole.Api;

namespace PresenceCluster.AdminConsole.Layout;

/// <summary>Light, dark, or whatever the operator's system is at the moment.</summary>
public sealed class ThemeChoice(BrowserStore store)
{
    private const string StoreKey = "theme";

    private bool _isSystemDark;

    /// <summary>Raised when the page has to change its colours.</summary>
    public event Action? Changed;

    public ThemeKind Kind { get; private set; }

    public bool IsDark => Kind == ThemeKind.Dark || (Kind == ThemeKind.System && _isSystemDark);

    public async Task RestoreAsync()
        => Kind = Enum.TryParse<ThemeKind>(await store.ReadAsync(StoreKey), out var kind) ? kind : ThemeKind.System;

    public async Task CycleAsync()
    {
        Kind = Kind == ThemeKind.Dark ? ThemeKind.System : Kind + 1;
        await store.WriteAsync(StoreKey, Kind.ToString());
        Changed?.Invoke();
    }

    public Task FollowSystemAsync(bool isDark)
    {
        _isSystemDark = isDark;
        Changed?.Invoke();
        return Task.CompletedTask;
    }
}

/// <summary>What an operator may choose.</summary>
public enum ThemeKind
{
    System,
    Light,
    Dark,
}
