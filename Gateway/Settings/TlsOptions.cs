using System.Diagnostics.CodeAnalysis;

namespace PresenceCluster.Gateway.Settings;

/// <summary>The certificate that both doors show.</summary>
public sealed class TlsOptions
{
    /// <summary>A PFX file, or a PEM file whose key stands in it or in <see cref="KeyPath"/>; null leaves the doors plain.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The PEM file of the private key, when it is a file of its own.</summary>
    public string? KeyPath { get; set; }

    /// <summary>What the PFX file or the private key is encrypted with.</summary>
    public string? Password { get; set; }

    /// <summary>Whether TLS is on.</summary>
    [MemberNotNullWhen(true, nameof(CertificatePath))]
    public bool IsOn => !string.IsNullOrEmpty(CertificatePath);
}
