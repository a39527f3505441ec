using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>Wires the sender of webhooks into a silo.</summary>
internal static class WebhookSenderHosting
{
    public static IServiceCollection AddWebhookSender(this IServiceCollection services)
    {
        services.AddOptions<WebhookSenderOptions>().BindConfiguration(WebhookSenderOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<WebhookSenderOptions>, WebhookSenderOptionsValidator>()
            .AddSingleton<AddressGuard>()
            .AddSingleton<AnswerReader>()
            .AddSingleton<IWebhookSender, WebhookSender>();
    }
}
