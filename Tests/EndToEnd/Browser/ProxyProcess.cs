using System.Diagnostics;
using System.Net.Sockets;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>A real proxy in front of a service, with the time-outs that it has unless they are set.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly string _directory;
    private readonly Process _process;

    private ProxyProcess(string directory, Process process, int httpPort, int tcpPort)
    {
        (_directory, _process) = (directory, process);
        WebSocket = new Uri($"ws://127.0.0.1:{httpPort}/ws");
        Tcp = new Uri($"tcp://127.0.0.1:{tcpPort}");
    }

    /// <summary>The service's WebSocket through the proxy.</summary>
    public Uri WebSocket { get; }

    /// <summary>The service's TCP door through the proxy, if the proxy passes it on.</summary>
    public Uri Tcp { get; }

    /// <summary>The configuration of nginx's package sets no time-out, so the program's own count: 60 s. Passes on HTTP only.</summary>
    public static Task<ProxyProcess> StartNginxAsync(ServiceProcess service) => StartAsync(
        (directory, ports) => $$"""
            daemon off;
            master_process off;
            pid {{directory}}/nginx.pid;
            error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path {{directory}}/body;
              proxy_temp_path {{directory}}/proxy;
              fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi;
              scgi_temp_path {{directory}}/scgi;
              server {
                listen 127.0.0.1:{{ports[0]}};
                location / {
                  proxy_pass http://127.0.0.1:{{service.HttpPort}};
                  proxy_http_version 1.1;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection upgrade;
                }
              }
            }
            """,
        "/usr/sbin/nginx",
        (directory, file) => ["-p", directory, "-e", "stderr", "-c", file]);

    /// <summary>HAProxy has no time-outs of its own. The configuration of its package sets these.</summary>
    public static Task<ProxyProcess> StartHaproxyAsync(ServiceProcess service) => StartAsync(
        (_, ports) => $"""
            defaults
              timeout connect 5000
              timeout client 50000
              timeout server 50000
            listen web
              mode http
              bind 127.0.0.1:{ports[0]}
              server gateway 127.0.0.1:{service.HttpPort}
            listen devices
              mode tcp
              bind 127.0.0.1:{ports[1]}
              server gateway 127.0.0.1:{service.TcpPort}

            """,
        "/usr/sbin/haproxy",
        (_, file) => ["-db", "-f", file]);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<ProxyProcess> StartAsync(
        Func<string, int[], string> configure, string program, Func<string, string, IEnumerable<string>> arguments)
    {
        var directory = Directory.CreateTempSubdirectory("presence-proxy-").FullName;
        var ports = ServiceProcess.FreePorts(2);
        var file = Path.Combine(directory, "proxy.conf");
        await File.WriteAllTextAsync(file, configure(directory, ports));
        var process = Process.Start(new ProcessStartInfo(program, arguments(directory, file)))!;
        await Eventually.IsTrueAsync(() => IsOpenAsync(ports[0]), $"{program} listens");
        return new ProxyProcess(directory, process, ports[0], ports[1]);
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
