using System.Security.Authentication;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>Finds out from an exception why a POST got no answer.</summary>
internal static class SendFault
{
    private const int TextCharsMax = 200;

    /// <summary>The result for an exception. Its text names the host, but never the URL, which holds the signature.</summary>
    public static DeliveryResult.Refused Judge(Exception fault)
    {
        var innermost = fault;
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is ForbiddenAddressException)
                return new(DeliveryFault.ForbiddenAddress, OneLine(inner.Message));
            if (inner is AuthenticationException)
                return new(DeliveryFault.Certificate, OneLine(inner.Message));
            innermost = inner;
        }

        return (fault as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new(DeliveryFault.Dns, OneLine(fault.Message)),
            HttpRequestError.SecureConnectionError => new(DeliveryFault.Certificate, OneLine(innermost.Message)),
            HttpRequestError.ConfigurationLimitExceeded => new(DeliveryFault.AnswerTooLarge, OneLine(fault.Message)),
            _ => new(DeliveryFault.Connection, OneLine(innermost.Message)),
        };
    }

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= TextCharsMax ? line : line[..TextCharsMax];
    }
}
