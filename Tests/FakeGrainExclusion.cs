using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace PresenceCluster.Tests;

/// <summary>
/// Some tests of the gateway implement grain interfaces by hand. Real silos in other tests must not take these for grains.
/// </summary>
internal static class FakeGrainExclusion
{
    public static ISiloBuilder WithoutFakeGrains(this ISiloBuilder silo)
    {
        silo.Services.PostConfigureAll<GrainTypeOptions>(
            types => types.Classes.RemoveWhere(
                type => type.Assembly == typeof(FakeGrainExclusion).Assembly && type.Name.StartsWith("Fake", StringComparison.Ordinal)));
        return silo;
    }
}
