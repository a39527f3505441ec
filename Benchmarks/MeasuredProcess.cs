using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks;

/// <summary>The process under measurement, apart from the load: the real service, or the gateway's part of it alone.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private MeasuredProcess(IEnumerable<string> command, IEnumerable<string> settings)
    {
        var ports = FreePorts(3);
        (Http, Tcp) = (new IPEndPoint(IPAddress.Loopback, ports[0]), new IPEndPoint(IPAddress.Loopback, ports[1]));
        _directory = Directory.CreateTempSubdirectory("presence-benchmark-");
        string[] all =
        [
            .. command,
            $"--Gateway:Http:Port={ports[0]}",
            $"--Gateway:Tcp:Port={ports[1]}",
            "--Logging:LogLevel:Default=Error",
            "--Logging:LogLevel:PresenceCluster=Error",
        ];
        if (command.Any(part => part.EndsWith("PresenceCluster.Silo.dll", StringComparison.Ordinal)))
            all = [.. all, $"--Cluster:SiloPort={ports[2]}", $"--Storage:DataDirectory={_directory.FullName}", .. BenchmarkApp.Seed];
        // Last, so that they prevail.
        all = [.. all, .. settings];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public IPEndPoint Http { get; }

    public IPEndPoint Tcp { get; }

    /// <summary>Memory of the process that is really there, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").First(line => line.StartsWith("Rss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>What the process has computed so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The whole service on embedded storage.</summary>
    public static Task<MeasuredProcess> StartServiceAsync(params string[] settings)
    {
        // Benchmarks/bin/<configuration>/<framework>: the service is built beside it.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var root = framework.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(root, "Silo", "bin", framework.Parent!.Name, framework.Name, "PresenceCluster.Silo.dll");
        return StartAsync(["dotnet", program], settings);
    }

    /// <summary>The gateway's connections alone, before grains that admit everybody; on one core if asked for.</summary>
    public static Task<MeasuredProcess> StartGatewayAsync(bool onOneCore, params string[] settings)
    {
        string[] command = ["dotnet", typeof(MeasuredProcess).Assembly.Location, "gateway"];
        return StartAsync(onOneCore ? ["taskset", "-c", "0", .. command] : command, settings);
    }

    /// <summary>Has the gateway alone collect its garbage, and says how many bytes it has ever allocated.</summary>
    public async Task<long> CollectAsync()
    {
        await _process.StandardInput.WriteLineAsync("collect");
        await _process.StandardInput.FlushAsync();
        return long.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task<MeasuredProcess> StartAsync(string[] command, string[] settings)
    {
        var process = new MeasuredProcess(command, settings);
        var time = TimeProvider.System;
        for (var startedAt = time.GetTimestamp(); ;)
        {
            try
            {
                LoadClient.Open(process.Tcp, WireFormat.Tcp, number: 0).Dispose();
                return process;
            }
            catch (Exception fault) when (fault is SocketException or InvalidOperationException)
            {
                if (time.GetElapsedTime(startedAt) < StartPatience && !process._process.HasExited)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), time);
                    continue;
                }

                await process.DisposeAsync();
                throw;
            }
        }
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }
}
