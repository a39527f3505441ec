using PresenceCluster.Tests.Clocks;
using PresenceCluster.Tests.EndToEnd;
using PresenceCluster.Tests.Faults.Model;
using Xunit.Sdk;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// Two silos and three gateways on PostgreSQL, and the means to disturb them. The output of the processes is written to files when they are
/// gone.
/// </summary>
internal sealed class FaultedCluster(RunClock clock, string logs) : IAsyncDisposable
{
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(8);

    // Every timer of the membership fires in this time, once by the right clock and once by the wrong one.
    private static readonly TimeSpan TimersTurn = TimeSpan.FromSeconds(10);

    // Queries for the loss of a killed gateway go on while the clocks are still wrong, until the loss must be known and a little longer.
    private static readonly TimeSpan LossIsAskedFor = FaultLog.Recovery + TimeSpan.FromSeconds(8);

    private const int GatewayCount = 3;

    private readonly LocalCluster _cluster = new(hasSteppedClocks: true)
    {
        GatewayCount = GatewayCount,
        Settings =
        [
            "--Apps:Seed:0:Edition=Ultimate",
            "--Cluster:WatchdogPeriod=00:01:00",
        ],
    };

    private readonly Dictionary<string, int> _starts = [];
    private readonly Incarnation[] _silos = new Incarnation[2];
    private readonly Incarnation[] _gateways = new Incarnation[GatewayCount];

    public FaultLog Faults { get; } = new();

    public IReadOnlyList<Incarnation> Silos => _silos;

    public IReadOnlyList<Incarnation> Gateways => _gateways;

    public string ConnectionString => _cluster.ConnectionString;

    /// <summary>Processes that ended without having been told to.</summary>
    public List<Violation> Ends { get; } = [];

    public async Task StartAsync()
    {
        // All code is compiled while the first clients come, so they may be told to try again.
        var window = Faults.Begin("the cluster starts", clock.Now);
        await _cluster.InitializeAsync();
        window.HealedAt = clock.Now;
        for (var slot = 0; slot < _silos.Length; slot++)
            _silos[slot] = Named("silo", slot, _cluster.Silos[slot]);
        for (var slot = 0; slot < _gateways.Length; slot++)
            _gateways[slot] = Named("gateway", slot, _cluster.Gateways[slot]);
    }

    /// <summary>Does one fault and heals it; returns when everything runs again.</summary>
    public async Task SufferAsync(FaultStep step)
    {
        var place = step.Kind is FaultKind.KillGateway or FaultKind.StopGateway or FaultKind.FreezeGateway
            or FaultKind.PauseGateway or FaultKind.StepClocks
            ? GatewayOf(step)
            : new Place(IsGateway: false, step.Slot % _silos.Length);
        var victim = VictimName(step.Kind, place);
        var window = Faults.Begin($"{step}{(victim.Length > 0 ? $" of {victim}" : "")}", clock.Now, DatabaseStep(step));
        switch (step.Kind)
        {
            case FaultKind.KillGateway or FaultKind.KillSilo:
                await KillAsync(place, window);
                await WaitAsync(step.Lasts);
                await ReplaceAsync(place, step.KeepsPorts);
                break;
            case FaultKind.StopGateway or FaultKind.StopSilo:
                At(place).DownAt = clock.Now;
                await At(place).Process.StopAsync();
                await WaitAsync(step.Lasts);
                await ReplaceAsync(place, step.KeepsPorts);
                break;
            case FaultKind.FreezeGateway or FaultKind.FreezeSilo or FaultKind.PauseGateway:
                await FreezeAsync([place], window, step);
                break;
            case FaultKind.PauseSilos:
                await FreezeAsync([new Place(IsGateway: false, 0), new Place(IsGateway: false, 1)], window, step);
                break;
            case FaultKind.StopPostgres:
                await _cluster.Postgres.StopAsync();
                await WaitAsync(step.Lasts);
                await _cluster.Postgres.StartAsync();
                break;
            case FaultKind.FreezePostgres or FaultKind.PausePostgres:
                await _cluster.Postgres.SignalAsync("STOP");
                await WaitAsync(step.Lasts);
                await _cluster.Postgres.SignalAsync("CONT");
                break;
            case FaultKind.StepClocks:
                await StepClocksAsync(window, step);
                break;
        }

        window.HealedAt = clock.Now;
    }

    /// <summary>Starts anew whatever ended by itself, and says so.</summary>
    public async Task ReviveAsync()
    {
        for (var slot = 0; slot < _silos.Length; slot++)
            await ReviveAsync(new Place(IsGateway: false, slot));
        for (var slot = 0; slot < _gateways.Length; slot++)
            await ReviveAsync(new Place(IsGateway: true, slot));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _silos.Concat(_gateways).Where(process => process is not null))
        {
            await process.DisposeAsync();
            await KeepLogAsync(process);
            // If the cluster did not start, it disposes the processes that were never taken over here.
            _cluster.Silos.Clear();
            _cluster.Gateways.Clear();
        }

        await _cluster.DisposeAsync();
    }

    private string VictimName(FaultKind kind, Place place)
        => kind is FaultKind.StopPostgres or FaultKind.FreezePostgres or FaultKind.PausePostgres or FaultKind.PauseSilos ? ""
            : At(place).Name;

    private Incarnation At(Place place) => (place.IsGateway ? _gateways : _silos)[place.Slot];

    private async Task ReviveAsync(Place place)
    {
        var process = At(place);
        if (!process.Process.HasExited)
            return;
        var window = Faults.Begin($"{process} ended by itself", clock.Now);
        if (process.Freezes.IsEmpty)
            Ends.Add(new Violation(Rule.ProcessEnded, process.Name, clock.Now, "It ended by itself; the end of its log says why."));
        process.DownAt ??= process.Freezes.LastOrDefault()?.StartedAt ?? clock.Now;
        await ReplaceAsync(place, keepsPorts: false);
        window.HealedAt = clock.Now;
    }

    private async Task KillAsync(Place place, FaultWindow window)
    {
        var victim = At(place);
        victim.Killed = window;
        victim.DownAt = clock.Now;
        await victim.Process.KillAsync();
    }

    // A process that was declared dead meanwhile learns so when it wakes, and ends. It then counts as gone since it froze.
    private async Task FreezeAsync(IReadOnlyList<Place> places, FaultWindow window, FaultStep step)
    {
        foreach (var place in places)
        {
            At(place).Freezes.Enqueue(window);
            At(place).Process.Signal("STOP");
        }

        await WaitAsync(step.Lasts);
        foreach (var place in places)
            At(place).Process.Signal("CONT");
        var wokeAt = clock.Now;
        while (places.Any(place => !At(place).Process.HasExited) && clock.Now - wokeAt < GivenUpAfter)
            await WaitAsync(TimeSpan.FromMilliseconds(50));
        foreach (var place in places.Where(place => At(place).Process.HasExited))
        {
            At(place).DownAt = window.StartedAt;
            await ReplaceAsync(place, step.KeepsPorts);
        }
    }

    // Starting processes compare their clock with the database's, so the database's clock is corrected before they start.
    private async Task StepClocksAsync(FaultWindow window, FaultStep step)
    {
        var clocks = ClocksOf(step);
        foreach (var one in clocks)
            one.StepTo(step.StepsBy);
        await WaitAsync(TimersTurn);
        await KillAsync(GatewayOf(step), window);
        await WaitAsync(LossIsAskedFor);
        if (!step.KeepsStep || step.Clocks == ClockOwner.Database)
        {
            foreach (var one in clocks)
                one.StepTo(TimeSpan.Zero);
        }

        await ReplaceAsync(GatewayOf(step), step.KeepsPorts);
    }

    private static Place GatewayOf(FaultStep step) => new(IsGateway: true, step.Slot % GatewayCount);

    private static TimeSpan DatabaseStep(FaultStep step)
        => step is { Kind: FaultKind.StepClocks, Clocks: ClockOwner.Database } ? step.StepsBy : TimeSpan.Zero;

    // Of the gateways, the one that is not killed.
    private SteppedClock[] ClocksOf(FaultStep step) => step.Clocks switch
    {
        ClockOwner.Silo => [_silos[step.Slot % _silos.Length].Process.Clock!],
        ClockOwner.Gateway => [_gateways[(step.Slot + 1) % _gateways.Length].Process.Clock!],
        ClockOwner.Processes => [.. _silos.Concat(_gateways).Select(one => one.Process.Clock!)],
        _ => [_cluster.Postgres.Clock!],
    };

    private async Task ReplaceAsync(Place place, bool keepsPorts)
    {
        var slots = place.IsGateway ? _gateways : _silos;
        var role = place.IsGateway ? "gateway" : "silo";
        var gone = slots[place.Slot];
        gone.Process.Clock!.StepTo(TimeSpan.Zero);
        var next = keepsPorts ? gone.Process.StartAgain() : _cluster.Start(place.IsGateway ? "Gateway" : "Silo");
        slots[place.Slot] = Named(role, place.Slot, next);
        await KeepLogAsync(gone);
        await gone.DisposeAsync();
        try
        {
            await next.WhenReadyAsync();
        }
        catch (XunitException fault)
        {
            Ends.Add(new Violation(Rule.ProcessEnded, slots[place.Slot].Name, clock.Now, $"It did not start: {fault.Message.Split('\n')[0]}"));
        }
    }

    private Incarnation Named(string role, int slot, ServiceProcess process)
    {
        var place = $"{role}{slot}";
        _starts[place] = _starts.GetValueOrDefault(place) + 1;
        return new Incarnation($"{place}.{_starts[place]}", process);
    }

    private Task KeepLogAsync(Incarnation process) => File.WriteAllTextAsync(Path.Combine(logs, $"{process.Name}.log"), process.Process.Output);

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    /// <summary>The place of a process in the cluster, whichever process is there at the moment.</summary>
    private readonly record struct Place(bool IsGateway, int Slot);
}
