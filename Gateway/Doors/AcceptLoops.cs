using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>The accept loops of one door, one for each of its addresses. All of them are open, or none is.</summary>
internal sealed partial class AcceptLoops : IDisposable
{
    private readonly List<AcceptLoop> _loops = [];
    private readonly ILogger _log;

    /// <summary>Binds and starts.</summary>
    /// <param name="door">The door's name among the settings.</param>
    /// <param name="options">Its addresses and its port.</param>
    /// <param name="backlog">How many connections the kernel may hold for each loop.</param>
    /// <param name="take">Takes each socket over; must not block.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The door's log.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="OptionsValidationException">An address cannot be opened for another reason.</exception>
    public AcceptLoops(string door, DoorOptions options, int backlog, Action<Socket> take, TimeProvider time, ILogger log)
    {
        _log = log;
        try
        {
            foreach (var address in options.Addresses.All)
                _loops.Add(Open(door, new IPEndPoint(address, options.Port), backlog, take, time, log));
        }
        catch (Exception)
        {
            // Whatever it is, it is thrown on. A door that did not open must not keep its ports.
            Dispose();
            throw;
        }

        EndPoints = [.. _loops.Select(loop => loop.EndPoint)];
        foreach (var endPoint in EndPoints)
            LogOpen(door, endPoint);
    }

    /// <summary>Where they listen.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Stops accepting.</summary>
    public Task StopAsync() => Task.WhenAll(_loops.Select(loop => loop.StopAsync()));

    /// <inheritdoc/>
    public void Dispose() => _loops.ForEach(loop => loop.Dispose());

    private static AcceptLoop Open(string door, IPEndPoint endPoint, int backlog, Action<Socket> take, TimeProvider time, ILogger log)
    {
        try
        {
            return new AcceptLoop(endPoint, backlog, take, time, log);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // The system's own message does not name the address.
            throw new IOException($"{endPoint}: {fault.Message}", fault);
        }
        catch (SocketException fault)
        {
            throw new OptionsValidationException(
                Options.DefaultName,
                typeof(GatewayOptions),
                [$"{GatewayOptions.Section}:{door}: {endPoint} cannot be opened on this machine: {fault.Message}."]);
        }
    }

    [LoggerMessage(3501, LogLevel.Information, "The door {Door} is open at {Address}.")]
    private partial void LogOpen(string door, IPEndPoint address);
}
