using System.Globalization;
using PresenceCluster.Benchmarks;
using PresenceCluster.Benchmarks.Delivery;
using PresenceCluster.Benchmarks.GatewayRole;

const string Usage = """
    Measures a part of the service on this machine.

      dotnet run -c Release --project Benchmarks -- storage [connection string]
      dotnet run -c Release --project Benchmarks -- connections gateway | service
      dotnet run -c Release --project Benchmarks -- heartbeats
      dotnet run -c Release --project Benchmarks -- query
      dotnet run -c Release --project Benchmarks -- delivery [connection string]
      dotnet run -c Release --project Benchmarks -- trim [connection string]
      dotnet run -c Release --project Benchmarks -- log-order <connection string>
      dotnet run -c Release --project Benchmarks -- scale <users> [connection string]
      dotnet run -c Release --project Benchmarks -- logins <connection string>
      dotnet run -c Release --project Benchmarks -- changes <users> <connection string>
      dotnet run -c Release --project Benchmarks -- waiting <users> <connection string>

      storage       durable writes of user states per second, group commit against the stock provider,
                    on an embedded file, or on PostgreSQL when a connection string is given
      connections   resident memory per idle logged-in session, over TCP and over WebSocket: of the gateway's part
                    alone, or of the whole service; 19,000 of them need as many file descriptors (ulimit -Hn)
      heartbeats    heartbeats per second of a gateway on one core, and bytes allocated for each
      query         users per second out of HTTP queries of 500 online users each
      delivery      status events per second to a local webhook receiver, single and batched, against plain POSTs, and
                    the delay from a status change to its arrival; on an embedded file, or on an empty PostgreSQL database
      trim          old status events deleted per second, alone and while logins write new ones, and what logins lose by it
      log-order     group commits per second on PostgreSQL under four ways to order the log of events
      scale         first logins per second through the grains of one silo up to the given number of users, the memory of
                    each, the collector's pauses, and logins that replace a session
      logins        durable logins per second from a gateway's process to a silo's, on an empty PostgreSQL database
      changes       with many users Online on an empty PostgreSQL database: how soon the users of a killed gateway are right, and
                    how long a login waits while a silo joins
      waiting       how soon a silo is ready when many users wait for the end of PushOnline, and what it costs afterwards
    """;

switch (args)
{
    case ["storage"]:
        await StorageBenchmark.RunAsync(connectionString: null);
        return 0;
    case ["storage", var connectionString]:
        await StorageBenchmark.RunAsync(connectionString);
        return 0;
    case ["connections", "gateway"]:
        await ConnectionsBenchmark.RunAsync(isService: false);
        return 0;
    case ["connections", "service"]:
        await ConnectionsBenchmark.RunAsync(isService: true);
        return 0;
    case ["heartbeats"]:
        await HeartbeatsBenchmark.RunAsync();
        return 0;
    case ["query"]:
        await QueryBenchmark.RunAsync();
        return 0;
    case ["delivery"]:
        await DeliveryBenchmark.RunAsync(connectionString: null);
        return 0;
    case ["delivery", var connectionString]:
        await DeliveryBenchmark.RunAsync(connectionString);
        return 0;
    case ["trim"]:
        await TrimBenchmark.RunAsync(connectionString: null);
        return 0;
    case ["trim", var connectionString]:
        await TrimBenchmark.RunAsync(connectionString);
        return 0;
    case ["log-order", var connectionString]:
        await LogOrderBenchmark.RunAsync(connectionString);
        return 0;
    case ["logins", var connectionString]:
        await LoginsBenchmark.RunAsync(connectionString);
        return 0;
    case ["waiting", var users, var connectionString]:
        await WaitingBenchmark.RunAsync(Number(users), connectionString);
        return 0;
    case ["changes", var users, var connectionString]:
        await ChangesBenchmark.RunAsync(Number(users), connectionString);
        return 0;
    case [GrainProcess.SiloVerb, var connectionString, var clusterId, var port]:
        // These processes too are started by others.
        await GrainHost.RunSiloAsync(connectionString, clusterId, Number(port));
        return 0;
    case [GrainProcess.GatewayVerb, var connectionString, var clusterId, var port, var first, var users]:
        await GrainHost.RunGatewayAsync(connectionString, clusterId, Number(port), Number(first), Number(users));
        return 0;
    case ["scale", var users]:
        await ScaleBenchmark.RunAsync(Number(users), connectionString: null);
        return 0;
    case ["scale", var users, var connectionString]:
        await ScaleBenchmark.RunAsync(Number(users), connectionString);
        return 0;
    case ["poster", var url, var bodyBytes, var atOnce, var seconds]:
        // A process that others measure against; not meant to be started by hand.
        await PlainPoster.RunAsync(url, Number(bodyBytes), Number(atOnce), TimeSpan.FromSeconds(Number(seconds)));
        return 0;
    case ["gateway", .. var settings]:
        // The process that the others measure; not meant to be started by hand.
        await GatewayAlone.RunAsync(settings);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
