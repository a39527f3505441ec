using PresenceCluster.Client;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks.Load;

/// <summary>The app whose users the benchmarks log in.</summary>
internal static class BenchmarkApp
{
    public const uint Id = 1400000088;
    public const string Administrator = "administrator";
    private const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    private static readonly UserSigIssuer Issuer = new(Id, Key);

    /// <summary>The settings that seed the app on the service's command line.</summary>
    public static IEnumerable<string> Seed =>
    [
        $"--Apps:Seed:0:Id={Id}",
        "--Apps:Seed:0:Name=Benchmarks",
        $"--Apps:Seed:0:SecretKeys:0={Key}",
        $"--Apps:Seed:0:Administrators:0={Administrator}",
    ];

    public static string UserSig(string userId) => Issuer.Issue(userId);

    public static string UserId(int number) => $"user-{number:D6}";

    /// <summary>The first word of a user's phone.</summary>
    public static ClientFrame Login(int number) => new()
    {
        Login = new Login
        {
            AppId = Id,
            UserId = UserId(number),
            Platform = "Android",
            DeviceId = $"device-{number}-0123456789",
            UserSig = UserSig(UserId(number)),
        },
    };
}
