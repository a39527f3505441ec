using System.Net;

namespace PresenceCluster.Gateway.Proxies;

/// <summary>What the first bytes of a connection say about a header of the PROXY protocol. A closed set.</summary>
internal abstract record ProxyHeaderRead
{
    private ProxyHeaderRead()
    {
    }

    /// <summary>The bytes may be the start of a header. More must be received first.</summary>
    public sealed record NeedMore : ProxyHeaderRead;

    /// <summary>The bytes begin with no header, and all of them are the client's.</summary>
    public sealed record None : ProxyHeaderRead;

    /// <summary>The bytes begin like a header and break its rules.</summary>
    public sealed record Fault : ProxyHeaderRead;

    /// <summary>A header.</summary>
    /// <param name="Bytes">Its length.</param>
    /// <param name="Client">The client; null when the proxy connects for itself or does not know the client.</param>
    public sealed record Header(int Bytes, IPEndPoint? Client) : ProxyHeaderRead;
}
