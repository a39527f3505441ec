using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using PresenceCluster.Tests.Clocks;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>
/// A private PostgreSQL for the tests of one run: from the binaries on this machine, in a directory and on a port of its own, with fsync on
/// as in production. PRESENCE_TEST_POSTGRES replaces it: a connection string with the right to create databases, to a server that asks for
/// no password and allows prepared transactions.
/// </summary>
/// <param name="mustBeOwn">The tests stop the server, so it must not be shared.</param>
public sealed class PostgresServer(bool mustBeOwn = false) : IAsyncLifetime
{
    private const string ConnectionStringVariable = "PRESENCE_TEST_POSTGRES";

    /// <summary>A user that must give a password; tests create it.</summary>
    public const string GuardedUser = "guarded";

    // PostgreSQL refuses to run as root. These accounts exist where it was installed, or everywhere.
    private static readonly string[] UnprivilegedUsers = ["postgres", "nobody"];
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private string? _directory;
    private string _binaries = "";
    private string _connectionString = "";
    private string? _user;
    private int _port;
    private int _databases;

    /// <summary>The server's wall clock, if the tests may step it.</summary>
    internal SteppedClock? Clock { get; init; }

    public async Task InitializeAsync()
    {
        if (!mustBeOwn && Environment.GetEnvironmentVariable(ConnectionStringVariable) is { Length: > 0 } given)
        {
            _connectionString = given;
            return;
        }

        _binaries = FindBinaries() ?? throw new InvalidOperationException(
            "The storage tests need PostgreSQL: install it (initdb and pg_ctl are looked for in PATH and /usr/lib/postgresql), "
                + $"or set {ConnectionStringVariable}.");
        _directory = Directory.CreateTempSubdirectory("presence-postgres-").FullName;
        _user = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? await OwnDirectoryAsync(_directory) : null;
        _port = FreePort();
        await RunAsync("initdb", "-D", Data, "-U", "presence", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        // Every account but this one is trusted, so that a wrong password can be told from a right one.
        var rules = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"host all {GuardedUser} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        await StartAsync();
        _connectionString = $"Host=127.0.0.1;Port={_port};Username=presence;Database=postgres";
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_directory is null)
            return;
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts the server on its data and its port, again after <see cref="StopAsync"/>.</summary>
    public Task StartAsync() => RunAsync(
        "pg_ctl", "-D", Data, "-l", Path.Combine(_directory!, "log"), "-w", "-t", "60",
        "-o", $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={_directory} -c fsync=on -c max_connections=200 "
            + "-c max_prepared_transactions=10", "start");

    /// <summary>Ends the server without notice, as a crash does.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Freezes the server with all its connections, or lets it go on: STOP or CONT.</summary>
    public async Task SignalAsync(string name)
    {
        var server = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunProcessAsync("sh", ["-c", $"kill -{name} {server} $(cat /proc/{server}/task/{server}/children)"]);
    }

    /// <summary>An empty database of its own for one test.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"presence_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name}", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Gives the directory to the first unprivileged account that exists, and returns its name.</summary>
    private static async Task<string> OwnDirectoryAsync(string directory)
    {
        var passwd = await File.ReadAllLinesAsync("/etc/passwd");
        var user = UnprivilegedUsers.First(name => passwd.Any(line => line.StartsWith(name + ":", StringComparison.Ordinal)));
        await RunProcessAsync("chown", ["-R", user, directory]);
        return user;
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(path).FirstOrDefault(
            folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Data => Path.Combine(_directory!, "data");

    private Task RunAsync(string program, params string[] arguments)
    {
        var file = Path.Combine(_binaries, program);
        return _user is null
            ? RunProcessAsync(file, arguments, Clock)
            : RunProcessAsync("setpriv", ["--reuid", _user, "--regid", _user == "nobody" ? "nogroup" : _user, "--clear-groups", file, .. arguments], Clock);
    }

    private static async Task RunProcessAsync(string file, IEnumerable<string> arguments, SteppedClock? clock = null)
    {
        // Output goes to the file that pg_ctl was given: a pipe would stay open as long as the server runs.
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = "/", RedirectStandardError = false };
        clock?.Govern(start.Environment);
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{file} cannot be started.");
        using var timeout = new CancellationTokenSource(StartTimeout, TimeProvider.System);
        await process.WaitForExitAsync(timeout.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
