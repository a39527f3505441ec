using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>Why a process does not start: an exit code for the program that started it, and reasons for the operator.</summary>
/// <param name="ExitCode">As docs/operations.md lists them; numbers are never reused.</param>
/// <param name="Headline">The fault in short.</param>
/// <param name="Reasons">Every reason, a sentence each.</param>
internal sealed record StartRefusal(int ExitCode, string Headline, IReadOnlyList<string> Reasons)
{
    /// <summary>The refusal for a fault at start; null for an unexpected fault.</summary>
    public static StartRefusal? For(Exception fault) => fault switch
    {
        OptionsValidationException wrong => new(1, "The configuration is wrong:", [.. wrong.Failures]),
        AggregateException { InnerExceptions: var inner } when inner.All(one => one is OptionsValidationException)
            => new(1, "The configuration is wrong:", [.. inner.SelectMany(one => ((OptionsValidationException)one).Failures)]),
        ClusterDatabaseException unusable => new(CodeOf(unusable.Fault), "The storage cannot be used:", [unusable.Message]),
        AppsUnavailableException silent => new(9, "The cluster does not answer:", [silent.Message]),
        _ when TakenPort(fault) is { } taken => new(8, "A port is taken:", [taken]),
        _ => null,
    };

    /// <summary>One line for one reason, a list for more.</summary>
    public void WriteTo(TextWriter output)
    {
        if (Reasons is [var only])
        {
            output.WriteLine($"{Headline} {only.ReplaceLineEndings(" ")}");
            return;
        }

        output.WriteLine(Headline);
        foreach (var reason in Reasons)
            output.WriteLine($"  - {reason}");
    }

    private static int CodeOf(StorageFault fault) => fault switch
    {
        StorageFault.Unreachable => 2,
        StorageFault.Refused => 3,
        StorageFault.SchemaTooNew => 4,
        StorageFault.DirectoryInUse => 5,
        StorageFault.ClocksApart => 6,
        StorageFault.OfAnotherCluster => 7,
        StorageFault.WrongSettings => 1,
        _ => throw new UnreachableException($"No exit code for {fault}."),
    };

    private static string? TakenPort(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return $"{fault.Message}. Stop the process that listens there, or choose other ports (Gateway:Http:Port, Gateway:Tcp:Port, Cluster:SiloPort).";
        }

        return null;
    }
}
