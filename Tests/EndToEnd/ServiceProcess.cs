using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PresenceCluster.Tests.Clocks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// The real program as an operating-system process of its own, with its ports and data directory, for tests that start, kill and
/// pause it by real signals.
/// </summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly ProcessStartInfo _start;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private ServiceProcess(ProcessStartInfo start, int httpPort, int tcpPort, int siloPort, SteppedClock? clock)
    {
        var process = Process.Start(start)!;
        (_start, _process, Clock) = (start, process, clock);
        HttpPort = httpPort;
        TcpPort = tcpPort;
        SiloPort = siloPort;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            Append(line.Data);
            lock (_output)
                _errors.AppendLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int HttpPort { get; }

    public int TcpPort { get; }

    public int SiloPort { get; }

    /// <summary>Its wall clock, if the test may step it.</summary>
    public SteppedClock? Clock { get; }

    public bool HasExited => _process.HasExited;

    public Uri Http => new($"http://127.0.0.1:{HttpPort}");

    /// <summary>Everything that the process has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Its output on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_output)
                return _errors.ToString();
        }
    }

    /// <summary>Starts a program of the solution on ports of its own; the settings are given on its command line.</summary>
    public static ServiceProcess Start(string project, string dataDirectory, IEnumerable<string> settings, SteppedClock? clock = null)
    {
        var ports = FreePorts(3);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = dataDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Repository.ProgramPath(project),
                $"--Gateway:Http:Port={ports[0]}",
                $"--Gateway:Tcp:Port={ports[1]}",
                $"--Cluster:SiloPort={ports[2]}",
                $"--Storage:DataDirectory={dataDirectory}",
            },
        };
        foreach (var setting in settings)
            start.ArgumentList.Add(setting);
        clock?.Govern(start.Environment);
        return new ServiceProcess(start, ports[0], ports[1], ports[2], clock);
    }

    /// <summary>Starts the program again as it was started: the same ports, the same settings, the same clock.</summary>
    public ServiceProcess StartAgain() => new(_start, HttpPort, TcpPort, SiloPort, Clock);

    /// <summary>Waits until the process says that it is ready.</summary>
    public async Task<ServiceProcess> WhenReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Http, Timeout = TimeSpan.FromSeconds(2) };
        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.False(_process.HasExited, $"The process ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{Output}");
                try
                {
                    return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode;
                }
                catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            $"the service on port {HttpPort} is ready",
            StartPatience);
        return this;
    }

    /// <summary>SIGKILL: the process gets no chance to say anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the clean end.</summary>
    public async Task<int> StopAsync()
    {
        Signal("TERM");
        return await WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience, TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name, such as STOP or CONT.</summary>
    public void Signal(string name)
    {
        // The shell's own kill: the program of that name is not on every machine.
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>
    /// Unused ports below the range from which the kernel takes clients' own ports. From that range, a client could get one before the
    /// process opens it.
    /// </summary>
    public static int[] FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        while (listeners.Count < count)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                // The port is in use: take the next one.
                listener.Dispose();
            }
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
