using System.Diagnostics;

namespace PresenceCluster.Benchmarks;

/// <summary>A process of a cluster without doors, on PostgreSQL: a silo, or a gateway whose users log in and stay.</summary>
internal sealed class GrainProcess : IDisposable
{
    /// <summary>The verb by which this program is a silo.</summary>
    public const string SiloVerb = "grain-silo";

    /// <summary>The verb by which this program is a gateway.</summary>
    public const string GatewayVerb = "grain-gateway";

    private readonly Process _process;

    private GrainProcess(Process process) => _process = process;

    /// <summary>The memory that it takes, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has computed so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a process, and returns when it is ready.</summary>
    public static async Task<GrainProcess> StartAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(GrainProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() is not null
            ? new GrainProcess(process)
            : throw new InvalidOperationException($"A process did not start: {string.Join(' ', arguments)}");
    }

    /// <summary>Kills it without a warning.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>Is ready now; returns when the process is not wanted any more.</summary>
    public static async Task StayAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
    }
}
