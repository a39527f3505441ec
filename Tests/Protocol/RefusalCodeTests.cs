using System.Reflection;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class RefusalCodeTests
{
    [Fact]
    public void Catalogue_lists_every_declared_code_once_by_number()
    {
        var declared = typeof(RefusalCode).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(RefusalCode))
            .Select(property => ((RefusalCode)property.GetValue(null)!).Number);

        Assert.Equal(declared.Distinct().Order(), RefusalCode.All.Select(code => code.Number));
    }
}
