using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Services;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Tests.Domain;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// Every type in a grain's signature survives the way between processes. The silo's own start-up check does not look inside contracts, so
/// this test does.
/// </summary>
public sealed class ContractTests : IDisposable
{
    private static readonly Assembly Contracts = typeof(IUserGrain).Assembly;

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<int> Examples() => [.. Enumerable.Range(0, ContractExamples.All.Count + ContractExamples.Collections.Count)];

    public static TheoryData<string> GrainInterfaceNames() => [.. GrainInterfaces.Select(type => type.FullName ?? type.Name)];

    private static IEnumerable<Type> GrainInterfaces => Contracts.GetExportedTypes()
        .Where(type => type.IsInterface && (type.IsAssignableTo(typeof(IAddressable)) || type.IsAssignableTo(typeof(IGrainService))));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Contract_arrives_as_it_was_sent(int number)
    {
        var sent = ContractExamples.All.Concat(ContractExamples.Collections).ElementAt(number);
        var serializer = _services.GetRequiredService<Serializer>();

        var received = serializer.Deserialize<object>(serializer.SerializeToArray(sent));

        Assert.Equal(sent.GetType(), received?.GetType());
        Assert.Equal(Description.Of(sent), Description.Of(received));
    }

    [Fact]
    public void Every_contract_type_has_an_example()
    {
        var carried = ContractExamples.All.Select(example => example.GetType()).ToHashSet();
        var contracts = Contracts.GetTypes()
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract)
            .Where(type => !type.Name.EndsWith("Surrogate", StringComparison.Ordinal) && !type.IsAssignableTo(typeof(Exception)));

        Assert.Empty(contracts.Where(type => !carried.Contains(type)).Select(type => type.FullName));
    }

    [Fact]
    public void Every_surrogate_stands_for_a_type_that_has_an_example()
    {
        var carried = ContractExamples.All.Select(example => example.GetType()).ToHashSet();
        var converted = typeof(SurrogateConverters).GetInterfaces()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConverter<,>))
            .Select(type => type.GetGenericArguments()[0])
            .ToList();

        Assert.NotEmpty(converted);
        Assert.All(converted, type => Assert.Contains(type, carried));
    }

    [Theory]
    [InlineData(typeof(UserPresence))]
    [InlineData(typeof(Session))]
    [InlineData(typeof(ClientInfo))]
    [InlineData(typeof(AppSettings))]
    [InlineData(typeof(AppTimings))]
    [InlineData(typeof(InstanceCaps))]
    [InlineData(typeof(JwtSettings))]
    public void Example_sets_every_field_of(Type type)
    {
        object example = type.Name switch
        {
            nameof(UserPresence) => ContractExamples.Presence,
            nameof(Session) => ContractExamples.Presence.Sessions[0],
            nameof(ClientInfo) => ContractExamples.Client,
            nameof(AppSettings) => ContractExamples.Settings,
            nameof(AppTimings) => ContractExamples.Settings.Timings,
            nameof(InstanceCaps) => ContractExamples.Settings.InstanceCaps,
            _ => ContractExamples.Settings.Jwt ?? new JwtSettings(),
        };
        var plain = type == typeof(Session) ? null : Activator.CreateInstance(type);

        foreach (var field in type.GetProperties().Where(property => property.CanWrite))
            Assert.NotEqual(plain is null ? null : field.GetValue(plain), field.GetValue(example));
    }

    [Theory]
    [MemberData(nameof(GrainInterfaceNames))]
    public void Grain_interface_and_its_methods_have_names_that_outlive_renaming(string name)
    {
        var type = GrainInterfaces.Single(candidate => candidate.FullName == name);
        var aliases = type.GetMethods()
            .Where(method => !method.IsStatic)
            .Select(method => (method.Name, Alias: method.GetCustomAttribute<AliasAttribute>()?.Alias))
            .ToList();

        Assert.NotNull(type.GetCustomAttribute<AliasAttribute>());
        Assert.NotEmpty(aliases);
        Assert.DoesNotContain(aliases, method => string.IsNullOrEmpty(method.Alias));
        Assert.Equal(aliases.Count, aliases.Select(method => method.Alias).Distinct().Count());
    }

    [Fact]
    public void Contract_types_have_aliases_of_their_own()
    {
        var aliases = Contracts.GetTypes()
            .Where(type => type.Namespace == typeof(IUserGrain).Namespace)
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null || GrainInterfaces.Contains(type))
            .Select(type => (type.FullName, type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias))
            .ToList();

        Assert.DoesNotContain(aliases, type => string.IsNullOrEmpty(type.Alias));
        Assert.Equal(aliases.Count, aliases.Select(type => type.Alias).Distinct().Count());
    }

    [Fact]
    public void Any_state_of_a_random_life_survives_its_stored_form()
        => Happening.Sequences.Sample(
            steps =>
            {
                var life = new RandomLife();
                var state = UserPresence.Unknown;
                foreach (var step in steps)
                {
                    if (life.Next(step, state) is { } happened)
                        state = PresenceMachine.Apply(state, happened, life.Rules, life.Now).State;
                    Assert.Equal(Description.Of(state), Description.Of(UserPresenceCodec.Decode(UserPresenceCodec.Encode(state))));
                }
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Stored_state_that_is_cut_short_or_of_another_format_is_refused()
    {
        var encoded = UserPresenceCodec.Encode(ContractExamples.Presence);

        for (var length = 0; length < encoded.Length; length++)
            Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode(encoded[..length]));
        Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode([99, .. encoded[1..]]));
    }

    [Fact]
    public void Exception_that_a_grain_throws_arrives_as_its_type_with_its_message()
    {
        var serializer = _services.GetRequiredService<Serializer>();

        var busy = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new UserStorageBusyException("busy")));
        var unavailable = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new UserStorageUnavailableException("gone")));

        Assert.Equal("busy", Assert.IsType<UserStorageBusyException>(busy).Message);
        Assert.Equal("gone", Assert.IsType<UserStorageUnavailableException>(unavailable).Message);
    }

    [Fact]
    public void App_settings_with_an_unknown_or_repeated_name_are_refused()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"nmae":"x"}""", AppSettingsJson.AppSettings));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"name":"x","name":"y"}""", AppSettingsJson.AppSettings));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"timings":null}""", AppSettingsJson.AppSettings));
    }

    [Fact]
    public void App_settings_stored_before_a_setting_existed_have_its_default()
    {
        var read = JsonSerializer.Deserialize("""{"instanceCaps":{"web":2},"timings":{}}""", AppSettingsJson.AppSettings)!;

        Assert.Equal(new InstanceCaps { Web = 2 }, read.InstanceCaps);
        Assert.Equal(new AppTimings(), read.Timings);
        Assert.Equal(new AppSettings().LoginPolicy, read.LoginPolicy);
        Assert.False(read.ClientStatus);
    }

    public void Dispose() => _services.Dispose();
}
