using Microsoft.JSInterop;
using PresenceCluster.AdminConsole.Api;

namespace PresenceCluster.AdminConsole.Language;

/// <summary>The operator's language: the browser's at first, then the one that was chosen here.</summary>
public sealed class Tongue(BrowserStore store, IJSRuntime js)
{
    private const string StoreKey = "language";
    private const string JapaneseCode = "ja";
    private const string EnglishCode = "en";

    /// <summary>Raised when all parts must be drawn again in another language.</summary>
    public event Action? Changed;

    public TongueKind Kind { get; private set; }

    /// <summary>The code that the page's <c>lang</c> attribute has.</summary>
    public string Code => Kind == TongueKind.Japanese ? JapaneseCode : EnglishCode;

    public async Task RestoreAsync()
    {
        var code = await store.ReadAsync(StoreKey) ?? await js.GetValueAsync<string?>("navigator.language");
        await ShowAsync(code);
    }

    public async Task ToggleAsync()
    {
        await ShowAsync(Kind == TongueKind.Japanese ? EnglishCode : JapaneseCode);
        await store.WriteAsync(StoreKey, Code);
        Changed?.Invoke();
    }

    private async Task ShowAsync(string? code)
    {
        Kind = code is not null && code.StartsWith(JapaneseCode, StringComparison.OrdinalIgnoreCase) ? TongueKind.Japanese : TongueKind.English;
        await js.InvokeVoidAsync("document.documentElement.setAttribute", "lang", Code);
    }
}
