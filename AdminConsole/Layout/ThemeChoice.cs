using Microsoft.JSInterop;
using PresenceCluster.AdminConsole.Api;

namespace PresenceCluster.AdminConsole.Layout;

/// <summary>Light, dark, or whatever the operator's system is at the moment.</summary>
public sealed class ThemeChoice(BrowserStore store, IJSRuntime js) : IDisposable
{
    private const string StoreKey = "theme";

    private DotNetObjectReference<ThemeChoice>? _watching;
    private bool _isSystemDark;

    /// <summary>Raised when the page has to change its colours.</summary>
    public event Action? Changed;

    public ThemeKind Kind { get; private set; }

    public bool IsDark => Kind == ThemeKind.Dark || (Kind == ThemeKind.System && _isSystemDark);

    /// <summary>Reads the system's colours, and follows them from now on.</summary>
    public async Task WatchSystemAsync()
    {
        // MudBlazor's provider would follow the system even against the operator's choice, so this class listens in its place.
        _watching = DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("mudThemeProvider.watchDarkMode", _watching);
        _isSystemDark = await js.InvokeAsync<bool>("mudThemeProvider.isDarkMode");
    }

    public async Task RestoreAsync()
        => Kind = Enum.TryParse<ThemeKind>(await store.ReadAsync(StoreKey), out var kind) ? kind : ThemeKind.System;

    public async Task CycleAsync()
    {
        Kind = Kind == ThemeKind.Dark ? ThemeKind.System : Kind + 1;
        await store.WriteAsync(StoreKey, Kind.ToString());
        Changed?.Invoke();
    }

    /// <summary>Called by MudBlazor's script, by this name, when the system changes its colours.</summary>
    [JSInvokable]
    public Task SystemDarkModeChangedAsync(bool isDark)
    {
        _isSystemDark = isDark;
        Changed?.Invoke();
        return Task.CompletedTask;
    }

    public void Dispose() => _watching?.Dispose();
}

/// <summary>The operator's choices.</summary>
public enum ThemeKind
{
    System,
    Light,
    Dark,
}
