using Npgsql;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Storage.Database;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Hosting;

/// <summary>What a database says at the start decides whether starting again will help.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("08006", 2)] // connection failure
    [InlineData("25006", 2)] // a standby
    [InlineData("53300", 2)] // too many connections
    [InlineData("55P03", 2)] // a lock is not free
    [InlineData("57P03", 2)] // starting
    [InlineData("58030", 2)] // a disk fails
    [InlineData("28P01", 3)] // wrong password
    [InlineData("3D000", 3)] // no such database
    [InlineData("3F000", 3)] // no schema to create in
    [InlineData("42501", 3)] // no rights
    [InlineData("42883", 3)] // no such function
    [InlineData("0A000", 3)] // not supported
    [InlineData("42P05", 1)] // a prepared statement that is there already
    [InlineData("26000", 1)] // a prepared statement that is not there
    public void Answer_of_the_server_decides_the_exit_code(string sqlState, int exitCode)
    {
        var refusal = ClusterDatabaseException.For("The database", new PostgresException("It says no.", "ERROR", "ERROR", sqlState));

        Assert.NotNull(refusal);
        Assert.Equal(exitCode, StartRefusal.For(refusal)?.ExitCode);
        Assert.StartsWith("The database ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{sqlState}: It says no.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_is_no_answer()
    {
        Assert.Equal(StorageFault.Unreachable, ClusterDatabaseException.For("The database", new NpgsqlException("No route."))?.Fault);
        Assert.Equal(StorageFault.Unreachable, ClusterDatabaseException.For("The database", new TimeoutException())?.Fault);
        Assert.Null(ClusterDatabaseException.For("The database", new InvalidOperationException()));
    }

    [Fact]
    public void Every_fault_has_an_exit_code()
        => Assert.All(Enum.GetValues<StorageFault>(), fault => Assert.NotNull(StartRefusal.For(new ClusterDatabaseException(fault, "No."))));
}
