using System.Net;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>Checks the rules that data annotations cannot express.</summary>
internal sealed class WebhookSenderOptionsValidator : IValidateOptions<WebhookSenderOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookSenderOptions options)
    {
        var wrong = options.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)).ToList();
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(network =>
                $"{WebhookSenderOptions.Section}:{nameof(WebhookSenderOptions.AllowedNetworks)} must hold networks such as 10.1.2.0/24, "
                    + $"but holds '{network}'."));
    }
}
