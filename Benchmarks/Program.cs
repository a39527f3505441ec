using PresenceCluster.Benchmarks;

const string Usage = """
    Measures a part of the service on this machine.

      dotnet run -c Release --project Benchmarks -- storage [connection string]

      storage   durable writes of user states per second, group commit against the stock provider,
                on an embedded file, or on PostgreSQL when a connection string is given
    """;

switch (args)
{
    case ["storage"]:
        await StorageBenchmark.RunAsync(connectionString: null);
        return 0;
    case ["storage", var connectionString]:
        await StorageBenchmark.RunAsync(connectionString);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
