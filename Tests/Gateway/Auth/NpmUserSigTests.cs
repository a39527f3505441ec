using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>UserSigs made by the official npm package are accepted. Needs node and npm; installs the package on the first run.</summary>
public sealed class NpmUserSigTests
{
    [Fact]
    public async Task Tokens_of_the_official_npm_package_are_accepted()
    {
        using var tokens = JsonDocument.Parse(await NpmScript.RunAsync("sign.js", ["1400000000", TestUserSig.Key, "xiaojun", "3600"]));

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
}
