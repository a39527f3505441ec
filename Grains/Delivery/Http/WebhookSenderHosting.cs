using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>Wires the sender of webhooks into a silo.</summary>
internal static class WebhookSenderHosting
{
    public static IServiceCollection AddWebhookSender(this IServiceCollection services)
    {
        services.AddSettings<WebhookSenderOptions>(WebhookSenderOptions.Section);
        return services
            .AddSingleton<IValidateOptions<WebhookSenderOptions>, WebhookSenderOptionsValidator>()
            .AddSingleton<AddressGuard>()
            .AddSingleton<AnswerReader>()
            .AddSingleton<IWebhookSender, WebhookSender>();
    }
}
