using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Delivery.Http;
using PresenceCluster.Grains.Users;
using PresenceCluster.Silo.Apps;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// <c>docs/configuration.md</c> is written from the options classes and their comments. Set PRESENCE_WRITE_DOCS=1 and run this test to
/// write it again, then build: the programs carry the page.
/// </summary>
public sealed class ConfigurationDocTests
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        (GatewayOptions.Section, typeof(GatewayOptions)),
        (RestOptions.Section, typeof(RestOptions)),
        (EventStreamOptions.Section, typeof(EventStreamOptions)),
        (ConsoleOptions.Section, typeof(ConsoleOptions)),
        (StorageOptions.Section, typeof(StorageOptions)),
        (UserGrainOptions.Section, typeof(UserGrainOptions)),
        (UserStorageOptions.Section, typeof(UserStorageOptions)),
        (WebhookSenderOptions.Section, typeof(WebhookSenderOptions)),
        (DeliveryOptions.Section, typeof(DeliveryOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (AuditOptions.Section, typeof(AuditOptions)),
        (AppDirectoryOptions.Section, typeof(AppDirectoryOptions)),
        ($"{AppSeedOptions.Section}:N", typeof(AppSeedOptions)),
    ];

    [Fact]
    public void Configuration_document_is_what_the_options_say()
    {
        var path = Path.Combine(Repository.Root, "docs", "configuration.md");
        var expected = Write();
        if (Environment.GetEnvironmentVariable("PRESENCE_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Setting_that_a_page_names_is_one()
    {
        var roots = string.Join('|', Sections.Select(section => section.Section.Split(':')[0]).Distinct());

        Assert.Empty(
            from page in Sources.Pages
            from Match named in Regex.Matches(Sources.Read(page), $"`(?<name>({roots}):[A-Za-z:]+)`")
            let name = named.Groups["name"].Value
            where !KnownSettings.Names.Contains(name, StringComparer.Ordinal)
                && !KnownSettings.Names.Any(setting => setting.StartsWith(name + ":", StringComparison.Ordinal))
            select $"{page} names {name}");
    }

    private static string Write()
    {
        var text = new StringBuilder();
        text.Append(
            "# Configuration\n"
                + "Settings come from `appsettings.json` in the working directory (`Silo/` under `dotnet run --project Silo`), "
                + "then environment variables (`Gateway__Tcp__Port=8091`), then\n");
        text.Append("""
            the command line (`--Gateway:Tcp:Port=8091`); the last one wins. Durations are written `d.hh:mm:ss`. `N` is an index from 0.
            A wrong value stops the start with every reason at once, exit code 1 (all codes: [operations.md](operations.md)). So does a key
            below one of these sections that is not on this page. A test writes this page from the code, and the programs carry it.

            ## The ten that you will touch
            | setting | when |
            | --- | --- |
            | `Gateway:Http:Address`, `Gateway:Tcp:Address` | clients or back ends are not on this machine |
            | `Gateway:Http:Port`, `Gateway:Tcp:Port` | the ports are taken, or a proxy expects others |
            | `Gateway:Tls:CertificatePath`, `Gateway:Tls:KeyPath` | TLS ends here and not at a proxy |
            | `Storage:DataDirectory` | the embedded database stands somewhere else |
            | `Storage:Mode`, `Storage:ConnectionString` | more than one process: PostgreSQL |
            | `Cluster:AdvertisedAddress`, `Cluster:SiloPort` | processes run on several machines |
            | `Cluster:ClusterId` | several clusters run side by side |
            | `Apps:Seed` | apps come from configuration instead of the console |
            | `Console:FirstAdminPasswordFile` | the first administrator's password comes from a secret |
            | `Webhooks:AllowedNetworks` | webhook receivers stand in a private network |

            Everything else has a default that fits. What is not on this page is no setting: it is a constant beside its mechanism.

            """);
        foreach (var (section, options) in Sections)
        {
            var rows = new StringBuilder();
            AppendRows(rows, section, Activator.CreateInstance(options)!);
            if (rows.Length > 0)
                text.Append($"\n## `{section}`\n{Summary($"T:{options.FullName}")}\n\n| setting | default | meaning |\n| --- | --- | --- |\n{rows}");
        }

        return text.ToString();
    }

    private static void AppendRows(StringBuilder text, string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var type = property.PropertyType;
            var value = property.GetValue(options);
            var isList = type != typeof(string) && type.IsAssignableTo(typeof(System.Collections.IEnumerable));
            var name = $"{prefix}:{property.Name}{(isList ? ":N" : "")}";
            var part = isList ? type.GetGenericArguments()[0] : type;
            if (part.IsClass && part != typeof(string))
                AppendRows(text, name, (isList ? null : value) ?? Activator.CreateInstance(part)!);
            else if (property.SetMethod is { IsPublic: true } || value is System.Collections.IList)
                text.Append($"| `{name}` | {Show(value)} | {Summary($"P:{property.DeclaringType!.FullName}.{property.Name}")} |\n");
        }
    }

    private static string Show(object? value) => value switch
    {
        null or "" => "",
        System.Collections.IEnumerable and not string => "(none)",
        IFormattable formattable => $"`{formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string Summary(string member)
    {
        foreach (var assembly in Sections.Select(section => section.Options.Assembly)
            .Append(typeof(AppTimings).Assembly)
            .Append(typeof(PresenceCluster.Protocol.FrameLimits).Assembly)
            .Distinct())
        {
            var documents = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
            if (documents.Descendants("member").FirstOrDefault(element => (string?)element.Attribute("name") == member) is { } found)
                return Plain(found.Element("summary")!);
        }

        throw new InvalidOperationException($"{member} has no documentation.");
    }

    private static string Plain(XElement summary)
    {
        foreach (var reference in summary.Descendants("see").ToList())
            reference.ReplaceWith($"`{((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword"))!.Split('.')[^1]}`");
        foreach (var code in summary.Descendants("c").ToList())
            code.ReplaceWith($"`{code.Value}`");
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
    }
}
