using System.Reflection;
using System.Text;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class CloseCodeTests
{
    [Fact]
    public void Catalogue_lists_every_declared_code_once()
    {
        var declared = typeof(CloseCode).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(CloseCode))
            .Select(property => (Property: property.Name, Code: (CloseCode)property.GetValue(null)!))
            .ToList();

        Assert.Equal(declared.Select(entry => entry.Code.Number).Order(), CloseCode.All.Select(code => code.Number).Order());
        Assert.All(declared, entry => Assert.Equal(entry.Property, entry.Code.Name));
    }

    [Fact]
    public void Every_number_is_unique_and_allowed_in_a_close_frame()
    {
        Assert.Equal(CloseCode.All.Length, CloseCode.All.Select(code => code.Number).Distinct().Count());
        Assert.All(CloseCode.All, code => Assert.True(WebSocketCloseStatus.IsAllowed(code.Number), $"{code} may not be sent."));
    }

    [Fact]
    public void Every_text_fits_a_close_frame()
        => Assert.All(CloseCode.All, code => Assert.InRange(Encoding.UTF8.GetByteCount(code.Text), 1, WebSocketCloseStatus.ReasonBytesMax));

    [Fact]
    public void Number_of_the_catalogue_finds_its_code()
        => Assert.All(CloseCode.All, code => Assert.Same(code, CloseCode.FromNumber(code.Number)));

    [Theory]
    [InlineData(0)]
    [InlineData(1006)]
    [InlineData(4999)]
    [InlineData(-1)]
    [InlineData(uint.MaxValue)]
    public void Number_of_somebody_else_finds_nothing(long number) => Assert.Null(CloseCode.FromNumber(number));

    [Theory]
    [InlineData(nameof(CloseCode.Replaced))]
    [InlineData(nameof(CloseCode.Kicked))]
    [InlineData(nameof(CloseCode.TakenOver))]
    [InlineData(nameof(CloseCode.BadCredential))]
    [InlineData(nameof(CloseCode.ProtocolError))]
    public void Client_that_would_only_be_thrown_out_again_may_not_reconnect(string name)
        => Assert.False(CloseCode.All.Single(code => code.Name == name).MayReconnect);
}
