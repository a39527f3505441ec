using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>UserSigs made by the official npm package are accepted. Needs node and npm; installs the package on the first run.</summary>
public sealed class NpmUserSigTests
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SignTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Tokens_of_the_official_npm_package_are_accepted()
    {
        var folder = Path.Combine(SourceFolder(), "npm");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "tls-sig-api-v2")))
            await RunAsync(folder, InstallTimeout, "npm", "ci", "--no-audit", "--no-fund");
        using var tokens = JsonDocument.Parse(await RunAsync(folder, SignTimeout, "node", "sign.js", "1400000000", TestUserSig.Key, "xiaojun", "3600"));

        var app = new AppSnapshot(new AppId(1400000000), 1, new AppSettings { SecretKeys = [TestUserSig.Key] });
        var verifier = new CredentialVerifier(TimeProvider.System);
        foreach (var name in new[] { "plain", "withUserBuffer" })
        {
            var token = tokens.RootElement.GetProperty(name).GetString()!;
            var accepted = Assert.IsType<CredentialCheck.Accepted>(verifier.CheckUserSig(app, "xiaojun", token));
            Assert.InRange(accepted.IssuedAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
            Assert.IsType<CredentialCheck.Refused>(verifier.CheckUserSig(app, "xiaojun", token[..^8] + "AAAAAAAA"));
        }
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static async Task<string> RunAsync(string folder, TimeSpan timeout, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var expires = new CancellationTokenSource(timeout, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(expires.Token);
        var errors = process.StandardError.ReadToEndAsync(expires.Token);
        await process.WaitForExitAsync(expires.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
