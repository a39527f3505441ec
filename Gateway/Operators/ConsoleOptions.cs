using System.ComponentModel.DataAnnotations;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Gateway.Operators;

/// <summary>How operators sign in; configuration section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Console";

    /// <summary>
    /// The password of the first administrator, <c>admin</c>, instead of a random one-time password that is printed. It also takes the
    /// place of a printed one that was lost before anybody used it.
    /// </summary>
    [StringLength(OperatorRules.PasswordCharsMax)]
    public string FirstAdminPassword { get; set; } = "";

    /// <summary>A file that holds <see cref="FirstAdminPassword"/>, such as a mounted secret; white space around it does not count.</summary>
    [StringLength(1024)]
    public string FirstAdminPasswordFile { get; set; } = "";

    /// <summary>How long a token is valid; it can be renewed while it is.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long tokens can be renewed after a sign-in with the password.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The most failed sign-ins with one name from one address (of IPv6, one /64) per <see cref="FailureWindow"/>, at one gateway.</summary>
    [Range(1, 1000)]
    public int FailuresPerNameMax { get; set; } = 5;

    /// <summary>
    /// The same from all addresses together. High, because whoever reaches it keeps the operator out for the rest of the window, and a
    /// hundred guesses a minute find no password that the rules allow.
    /// </summary>
    [Range(1, 100_000)]
    public int FailuresPerNameAnywhereMax { get; set; } = 100;

    /// <summary>
    /// The most failed sign-ins from one address (of IPv6, one /64) per <see cref="FailureWindow"/>, at one gateway. Behind a proxy that
    /// <c>Gateway:TrustedProxies</c> does not list, all share one address.
    /// </summary>
    [Range(1, 100_000)]
    public int FailuresPerAddressMax { get; set; } = 30;

    /// <summary>The window in which failed sign-ins are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most names, the most addresses and the most pairs of both whose failures are remembered; the oldest are forgotten first.</summary>
    [Range(16, 1_000_000)]
    public int FailuresKeptMax { get; internal set; } = 10_000;

    /// <summary>How many passwords are verified at once: each takes a core for a tenth of a second on purpose.</summary>
    [Range(1, 64)]
    public int PasswordChecksAtOnceMax { get; internal set; } = 1;

    /// <summary>How long a sign-in waits for its turn before it is told to try again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan PasswordCheckWait { get; internal set; } = TimeSpan.FromSeconds(2);

    /// <summary>An identity provider whose JSON Web Tokens open the API as well.</summary>
    public ExternalIssuerOptions ExternalIssuer { get; set; } = new();
}
