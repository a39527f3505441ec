using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// One real process for all tests of a class or a collection; each test uses users of its own. Clients may query, and receivers may stand
/// on this machine.
/// </summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-e2e-").FullName;
    private ServiceProcess? _service;

    internal ServiceProcess Process => _service ?? throw new InvalidOperationException("The service was not started.");

    public async Task InitializeAsync()
        => _service = await ServiceProcess.Start("Silo", _directory, Settings).WhenReadyAsync();

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static IEnumerable<string> Settings =>
    [
        .. TestApp.Seed("ClientStatus=true"),
        "--Webhooks:AllowPrivateAddresses=true",
        $"--Apps:Seed:1:Id={TestApp.Id + 1}",
        $"--Apps:Seed:1:SecretKeys:0={TestApp.Key}",
        $"--Apps:Seed:1:Administrators:0={TestApp.Administrator}",
    ];
}
