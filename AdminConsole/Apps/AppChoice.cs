using System.Collections.Immutable;
using System.Globalization;
using PresenceCluster.AdminConsole.Api;

namespace PresenceCluster.AdminConsole.Apps;

/// <summary>The apps of the cluster, and the one that the operator looks at.</summary>
public sealed class AppChoice(ApiClient api, BrowserStore store)
{
    private const string StoreKey = "app";

    /// <summary>Raised when another app is looked at, or the list has changed.</summary>
    public event Action? Changed;

    public ImmutableArray<AppLine> All { get; private set; } = [];

    public AppLine? Current { get; private set; }

    public bool IsLoaded { get; private set; }

    /// <summary>Where <c>/v1</c> has the app that is looked at.</summary>
    public string Path => $"/v1/apps/{Current?.Id}";

    public async Task LoadAsync(CancellationToken cancellation = default)
    {
        var wanted = Current?.Id.ToString(CultureInfo.InvariantCulture) ?? await store.ReadAsync(StoreKey);
        All = (await api.GetAsync<AppList>("/v1/apps", cancellation)).Apps;
        Current = All.FirstOrDefault(app => app.Id.ToString(CultureInfo.InvariantCulture) == wanted) ?? All.FirstOrDefault();
        IsLoaded = true;
        Changed?.Invoke();
    }

    public async Task ChooseAsync(uint id)
    {
        Current = All.FirstOrDefault(app => app.Id == id) ?? Current;
        Changed?.Invoke();
        await store.WriteAsync(StoreKey, id.ToString(CultureInfo.InvariantCulture));
    }
}
