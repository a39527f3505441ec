using System.Reflection;
using Microsoft.Extensions.Options;
using PresenceCluster.Client;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Silo.Apps;

/// <summary>Shows how to use the demo app, with commands ready to paste, once every door is open.</summary>
internal sealed class DemoBanner(
    AppDirectory apps, IHostApplicationLifetime lifetime, IOptions<GatewayOptions> gateway, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan UserSigValidity = TimeSpan.FromDays(1);

    // The sample was built together with this program, in the same configuration. Run from the sources, it starts at once.
    private static string SampleOptions
    {
        get
        {
            var configuration = typeof(DemoBanner).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
            var sample = Path.Combine(
                AppContext.BaseDirectory, "../../../../Client.Sample/bin", configuration, "net10.0/PresenceCluster.Client.Sample.dll");
            return $"-c {configuration}{(File.Exists(sample) ? " --no-build" : "")}";
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Show);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Show()
    {
        if (apps.Find(DemoApp.Id) is not { } demo || !DemoApp.Is(demo.Settings))
            return;

        var key = demo.Settings.SecretKeys[0];
        var userSig = new UserSigIssuer(demo.App.Value, key, time).Issue(DemoApp.Administrator, UserSigValidity);
        var query = $"sdkappid={demo.App}&identifier={DemoApp.Administrator}&usersig={userSig}&random=1&contenttype=json";
        var (http, tcp) = (gateway.Value.Http, gateway.Value.Tcp);
        Console.WriteLine($$"""

            PresenceCluster is ready: http://{{http.UrlHost}}:{{http.Port}} (REST, WebSocket /ws), tcp {{tcp.UrlHost}}:{{tcp.Port}}.
            Console: http://{{http.UrlHost}}:{{http.Port}}/console
            Demo app {{demo.App}}, key {{key}}

            A first login, on two devices that replace each other (another terminal, in the folder of the sources):
              dotnet run {{SampleOptions}} --project Client.Sample -- --app {{demo.App}} --key {{key}} --server {{tcp.UrlHost}}:{{tcp.Port}}

            A first query, of the user who logged in (the UserSig is valid for a day):
              curl -s 'http://{{http.UrlHost}}:{{http.Port}}/v4/openim/query_online_status?{{query}}' -d '{"To_Account":["sample"],"IsNeedDetail":1}'

            """);
    }
}
