using Microsoft.Extensions.Localization;
using MudBlazor;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>The labels of MudBlazor's own buttons in the operator's language. Labels that the console does not use stay English.</summary>
public sealed class MudTexts(Tongue tongue) : MudLocalizer
{
    public override LocalizedString this[string key] => key switch
    {
        "MudSnackbar_Close" or "MudDialog_Close" => new LocalizedString(key, PartWords.Close.In(tongue.Kind)),
        "MudInput_Increment" => new LocalizedString(key, PartWords.Increase.In(tongue.Kind)),
        "MudInput_Decrement" => new LocalizedString(key, PartWords.Decrease.In(tongue.Kind)),
        _ => new LocalizedString(key, key, resourceNotFound: true),
    };
}
