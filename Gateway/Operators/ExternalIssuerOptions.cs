using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Gateway.Operators;

/// <summary>An identity provider whose tokens operators may bring; off while <see cref="Issuer"/> is empty.</summary>
public sealed class ExternalIssuerOptions
{
    /// <summary>The required claim <c>iss</c>.</summary>
    [StringLength(512)]
    public string Issuer { get; set; } = "";

    /// <summary>The required claim <c>aud</c>.</summary>
    [StringLength(512)]
    public string Audience { get; set; } = "";

    /// <summary>The issuer's public key as PEM: RSA of at least 2048 bits, or EC on P-256.</summary>
    [StringLength(8192)]
    public string PublicKey { get; set; } = "";

    /// <summary>
    /// Where the issuer publishes its keys (JWKS). Without it, and without <see cref="PublicKey"/>, the issuer's OpenID configuration says
    /// so: <c>/.well-known/openid-configuration</c> below <see cref="Issuer"/>.
    /// </summary>
    [StringLength(1024)]
    public string JwksUrl { get; set; } = "";

    /// <summary>How long fetched keys are used before they are fetched again.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan JwksRefreshPeriod { get; internal set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long each request to the issuer may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan JwksTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The claim that names the operator, for the audit log.</summary>
    [Required, StringLength(128)]
    public string NameClaim { get; set; } = "sub";

    /// <summary>The claim that holds the role, or a list of roles.</summary>
    [Required, StringLength(128)]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The role that makes an administrator.</summary>
    [Required, StringLength(128)]
    public string AdminRole { get; set; } = "presence-admin";

    /// <summary>The role that makes a viewer.</summary>
    [Required, StringLength(128)]
    public string ViewerRole { get; set; } = "presence-viewer";

    /// <summary>Whether there is an external issuer.</summary>
    internal bool IsOn => Issuer.Length > 0;
}
