using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Rest;
using PresenceCluster.Gateway.Rest.Tencent;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The errors of the account calls for the failures of user grains.</summary>
public sealed class UserGrainCallsTests
{
    private static readonly UserKey User = new(new AppId(1), "u");

    public static TheoryData<Exception, int> Failures => new()
    {
        { new TimeoutException(), 70169 },
        { new SiloUnavailableException(), 70169 },
        { new OperationCanceledException(), 70169 },
        { new UserStorageBusyException("The line is full."), 70169 },
        { new UserStorageUnavailableException("The database is away."), 70169 },
        { new InvalidDataException("A state is damaged."), 70500 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_that_passes_says_try_again_and_any_other_is_internal(Exception failure, int code)
    {
        var grains = new FakeGrains();
        grains.Users["1/u"] = new FakeUserGrain { Trouble = Task.FromException(failure) };
        var calls = new UserGrainCalls(grains, Options.Create(new RestOptions()), NullLogger<UserGrainCalls>.Instance);
        Assert.Equal(code, (await calls.CallAsync(User, ImportCommand.ImportAt(DateTimeOffset.UnixEpoch), CancellationToken.None)).Code);
    }
}
