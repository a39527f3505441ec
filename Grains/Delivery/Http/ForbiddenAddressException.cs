namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>A host has no address that events may be posted to.</summary>
internal sealed class ForbiddenAddressException(string host)
    : IOException(
        $"{host} has no public address, and its address is not allowed by "
            + $"{WebhookSenderOptions.Section}:{nameof(WebhookSenderOptions.AllowedNetworks)}.");
