using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor;
using MudBlazor.Services;
using PresenceCluster.AdminConsole;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Apps;
using PresenceCluster.AdminConsole.Identity;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Layout;
using PresenceCluster.AdminConsole.Parts;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<Microsoft.AspNetCore.Components.Web.HeadOutlet>("head::after");
builder.Services.AddMudServices(mud =>
{
    mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
    mud.SnackbarConfiguration.MaxDisplayedSnackbars = 3;
    mud.SnackbarConfiguration.VisibleStateDuration = 6000;
    mud.SnackbarConfiguration.ShowTransitionDuration = 150;
    mud.SnackbarConfiguration.HideTransitionDuration = 150;
});
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(new HttpClient { BaseAddress = new Uri(new Uri(builder.HostEnvironment.BaseAddress), "/") });
builder.Services.AddSingleton<BrowserStore>();
builder.Services.AddSingleton<Tongue>();
builder.Services.AddSingleton<MudLocalizer, MudTexts>();
builder.Services.AddSingleton<ThemeChoice>();
builder.Services.AddSingleton<TokenHolder>();
builder.Services.AddSingleton<ApiClient>();
builder.Services.AddSingleton<OperatorIdentity>();
builder.Services.AddSingleton<AppChoice>();
await builder.Build().RunAsync();
