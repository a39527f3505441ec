using Microsoft.JSInterop;

namespace PresenceCluster.AdminConsole.Api;

/// <summary>The browser's storage: the operator's choices are kept for good, the token for as long as the tab is open.</summary>
public sealed class BrowserStore(IJSRuntime js)
{
    public ValueTask<string?> ReadAsync(string key) => js.InvokeAsync<string?>("localStorage.getItem", Name(key));

    public ValueTask WriteAsync(string key, string value) => js.InvokeVoidAsync("localStorage.setItem", Name(key), value);

    public ValueTask<string?> ReadForTabAsync(string key) => js.InvokeAsync<string?>("sessionStorage.getItem", Name(key));

    public ValueTask WriteForTabAsync(string key, string value) => js.InvokeVoidAsync("sessionStorage.setItem", Name(key), value);

    public ValueTask RemoveForTabAsync(string key) => js.InvokeVoidAsync("sessionStorage.removeItem", Name(key));

    private static string Name(string key) => "presence-console." + key;
}
