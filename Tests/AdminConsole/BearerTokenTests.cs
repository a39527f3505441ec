using System.Buffers.Text;
using System.Text;
using PresenceCluster.AdminConsole.Identity;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>Any text that an operator pastes is either read or refused, and never breaks the page.</summary>
public sealed class BearerTokenTests
{
    [Fact]
    public void End_of_a_token_is_read()
        => Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), BearerToken.ExpiryOf(Token("""{"exp":1800000000}""")));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a.%%%.c")]
    [InlineData("a.b.c")]
    public void What_is_no_token_has_no_end(string text) => Assert.Null(BearerToken.ExpiryOf(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"exp\":\"soon\"}")]
    [InlineData("{\"exp\":1e300}")]
    [InlineData("{\"exp\":9000000000000000000}")]
    public void Token_that_does_not_say_has_no_end(string payload) => Assert.Null(BearerToken.ExpiryOf(Token(payload)));

    private static string Token(string payload) => $"a.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.c";
}
