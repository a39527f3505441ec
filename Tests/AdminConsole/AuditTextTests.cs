using System.Text.Json;
using PresenceCluster.AdminConsole.Audit;
using PresenceCluster.Storage.Audit;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

public sealed class AuditTextTests
{
    [Fact]
    public void Values_stand_in_lines_with_their_paths()
        => Assert.Equal(
            ["loginPolicy: Single", "instanceCaps.web: 2", "keys: ****1234, ****5678", "on: True"],
            AuditText.Lines(JsonElement.Parse(
                """{"loginPolicy":"Single","instanceCaps":{"web":2},"keys":["****1234","****5678"],"none":null,"on":true}""")).AsEnumerable());

    [Fact]
    public void Nothing_has_no_lines() => Assert.Empty(AuditText.Lines(null));

    [Fact]
    public void Every_action_of_the_service_has_a_name_in_the_console()
        => Assert.Equal(AuditAction.All.Select(action => action.Name).Order(), AuditWords.Known.Order());
}
