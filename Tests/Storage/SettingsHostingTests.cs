using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Settings;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class SettingsHostingTests
{
    [Fact]
    public void Section_is_bound_and_what_it_does_not_name_keeps_its_default()
    {
        var options = Read("EntriesMax", "500");

        Assert.Equal(500, options.EntriesMax);
        Assert.Equal(new AuditOptions().Retention, options.Retention);
    }

    [Theory]
    [InlineData("Retention", "long")]
    [InlineData("EntriesMax", "1")]
    public void Value_that_is_unreadable_or_out_of_range_is_refused_with_its_name(string setting, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(setting, value));

        Assert.Contains(setting, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static AuditOptions Read(string setting, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>($"{AuditOptions.Section}:{setting}", value)])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSettings<AuditOptions>(AuditOptions.Section);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<AuditOptions>>().Value;
    }
}
