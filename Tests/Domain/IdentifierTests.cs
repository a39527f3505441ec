using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>The parsing of users, apps, sessions and platforms from untrusted text.</summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("1400000000", true)]
    [InlineData("4294967295", true)]
    [InlineData("4294967296", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData(" 1", false)]
    [InlineData("1 ", false)]
    [InlineData("1\0", false)]
    [InlineData("1.0", false)]
    [InlineData("0x10", false)]
    [InlineData("１", false)]
    public void AppId_is_a_whole_number_of_32_bits_above_zero(string text, bool isValid)
    {
        Assert.Equal(isValid, AppId.TryParse(text, out var id));
        Assert.Equal(isValid ? text : "0", id.ToString());
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("with space ~ and / slash", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("line\nfeed", false)]
    [InlineData("tab\t", false)]
    [InlineData("del\u007f", false)]
    [InlineData("ユーザー", false)]
    [InlineData("nul\0", false)]
    public void UserId_is_1_to_32_printable_ASCII_characters(string? userId, bool isValid)
        => Assert.Equal(isValid, UserKey.IsValidUserId(userId));

    [Theory]
    [InlineData("1400000000/xiaojun")]
    [InlineData("1/a/b")]
    [InlineData("1//")]
    [InlineData("4294967295/ ")]
    public void UserKey_reads_what_it_writes(string text)
    {
        Assert.True(UserKey.TryParse(text, out var key));
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("1")]
    [InlineData("1/")]
    [InlineData("/user")]
    [InlineData("0/user")]
    [InlineData("x/user")]
    [InlineData("-1/user")]
    [InlineData("1/line\nfeed")]
    [InlineData("1/123456789012345678901234567890123")]
    public void UserKey_of_another_form_is_refused(string text)
    {
        Assert.False(UserKey.TryParse(text, out var key));
        Assert.Equal(default, key);
    }

    [Fact]
    public void UserKey_is_case_sensitive()
        => Assert.NotEqual(new UserKey(new AppId(1), "ann"), new UserKey(new AppId(1), "Ann"));

    [Fact]
    public void SessionId_reads_what_it_writes()
    {
        var id = new SessionId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));

        Assert.True(SessionId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Matches("^[0-9a-f]{32}$", id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("01890a5dac96774bbcceb302099a805")]
    [InlineData("01890a5dac96774bbcceb302099a805g")]
    public void SessionId_of_another_form_is_refused(string? text)
    {
        Assert.False(SessionId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Platform_reads_what_it_writes_in_any_letter_case()
    {
        foreach (var platform in Platforms.All)
        {
            Assert.True(Platforms.TryParse(platform.Name, out var read));
            Assert.Equal(platform, read);
            Assert.True(Platforms.TryParse(platform.Name.ToUpperInvariant(), out read));
            Assert.Equal(platform, read);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData(" Web")]
    [InlineData("PC")]
    [InlineData("Android,Web")]
    [InlineData("ıPad")]
    public void Platform_that_is_unknown_is_refused(string? text)
        => Assert.False(Platforms.TryParse(text, out _));

    [Fact]
    public void Platforms_are_spelled_as_in_the_seed()
        => Assert.Equal(
            "Android iPhone iPad HarmonyOS Windows Mac Linux Web MiniProgram",
            string.Join(' ', Platforms.All.Select(platform => platform.Name)));

    [Fact]
    public void Platform_that_is_no_platform_is_a_fault_of_the_program()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Platform)0).Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceCaps().For((Platform)10));
    }
}
