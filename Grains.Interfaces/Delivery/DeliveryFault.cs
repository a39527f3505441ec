namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>Why an endpoint did not accept a request. A closed catalogue.</summary>
public enum DeliveryFault : byte
{
    /// <summary>The name of the host has no address.</summary>
    Dns = 1,

    /// <summary>The address is forbidden (loopback, private, link-local) unless the operator allows it.</summary>
    ForbiddenAddress = 2,

    /// <summary>No connection: refused, unreachable, or broken off.</summary>
    Connection = 3,

    /// <summary>The certificate is not valid.</summary>
    Certificate = 4,

    /// <summary>The answer was not complete in time.</summary>
    Timeout = 5,

    /// <summary>An answer that points elsewhere (3xx); it is not followed.</summary>
    Redirect = 6,

    /// <summary>Any other status than success.</summary>
    Status = 7,

    /// <summary>The head of the answer is longer than may be read.</summary>
    AnswerTooLarge = 8,

    /// <summary>The body of the answer reports a failure (an <c>ErrorCode</c> other than 0 in Tencent's format).</summary>
    AnswerFailed = 10,

    /// <summary>The request could not be made: the URL or a secret is not usable.</summary>
    Configuration = 11,

    /// <summary>The request was refused, and the receiver's clock is too far from the service's for the signed time.</summary>
    Clock = 12,
}
