using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>One real process for all tests of a class; each test uses users of its own.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-e2e-").FullName;
    private ServiceProcess? _service;

    internal ServiceProcess Process => _service ?? throw new InvalidOperationException("The service was not started.");

    public async Task InitializeAsync()
        => _service = await ServiceProcess.Start("Silo", _directory, [.. TestApp.Seed(), .. OtherApp]).WhenReadyAsync();

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static string[] OtherApp =>
    [
        $"--Apps:Seed:1:Id={TestApp.Id + 1}",
        $"--Apps:Seed:1:SecretKeys:0={TestApp.Key}",
        $"--Apps:Seed:1:Administrators:0={TestApp.Administrator}",
    ];
}
