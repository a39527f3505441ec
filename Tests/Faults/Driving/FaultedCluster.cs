using PresenceCluster.Tests.EndToEnd;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// Two silos and two gateways on PostgreSQL, and the means to hurt them. What the processes print is written to files when they
/// are gone.
/// </summary>
internal sealed class FaultedCluster(RunClock clock, string logs) : IAsyncDisposable
{
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(8);

    private readonly LocalCluster _cluster = new()
    {
        Settings =
        [
            "--Apps:Seed:0:Edition=Ultimate",
            "--Users:WatchdogPeriod=00:01:00",
            $"--Gateway:SessionAuditPeriod={Settling.AuditPeriod}",
        ],
    };

    private readonly Dictionary<string, int> _starts = [];
    private readonly Incarnation[] _silos = new Incarnation[2];
    private readonly Incarnation[] _gateways = new Incarnation[2];

    public FaultLog Faults { get; } = new();

    public IReadOnlyList<Incarnation> Silos => _silos;

    public IReadOnlyList<Incarnation> Gateways => _gateways;

    public string ConnectionString => _cluster.ConnectionString;

    /// <summary>Processes that ended without having been told to.</summary>
    public List<Violation> Ends { get; } = [];

    public async Task StartAsync()
    {
        // Everything is compiled while the first clients come: they may be told to try again.
        var window = Faults.Begin("the cluster starts", clock.Now);
        await _cluster.InitializeAsync();
        window.HealedAt = clock.Now;
        for (var slot = 0; slot < 2; slot++)
        {
            _silos[slot] = Named("silo", slot, _cluster.Silos[slot]);
            _gateways[slot] = Named("gateway", slot, _cluster.Gateways[slot]);
        }
    }

    /// <summary>Does one fault and heals it; returns when everything runs again.</summary>
    public async Task SufferAsync(FaultStep step)
    {
        var isGateway = step.Kind is FaultKind.KillGateway or FaultKind.StopGateway or FaultKind.FreezeGateway;
        var victim = (isGateway ? _gateways : _silos)[step.Slot];
        var isPostgres = step.Kind is FaultKind.StopPostgres or FaultKind.FreezePostgres;
        var window = Faults.Begin($"{step.Kind} {(isPostgres ? "" : victim)} for {step.Lasts.TotalSeconds:0.0} s", clock.Now);
        switch (step.Kind)
        {
            case FaultKind.KillGateway or FaultKind.KillSilo:
                victim.DownAt = clock.Now;
                await victim.Process.KillAsync();
                await WaitAsync(step.Lasts);
                await ReplaceAsync(isGateway, step.Slot, step.KeepsPorts);
                break;
            case FaultKind.StopGateway or FaultKind.StopSilo:
                victim.DownAt = clock.Now;
                await victim.Process.StopAsync();
                await WaitAsync(step.Lasts);
                await ReplaceAsync(isGateway, step.Slot, step.KeepsPorts);
                break;
            case FaultKind.FreezeGateway or FaultKind.FreezeSilo:
                await FreezeAsync(victim, window, step, isGateway);
                break;
            case FaultKind.StopPostgres:
                await _cluster.Postgres.StopAsync();
                await WaitAsync(step.Lasts);
                await _cluster.Postgres.StartAsync();
                break;
            case FaultKind.FreezePostgres:
                await _cluster.Postgres.SignalAsync("STOP");
                await WaitAsync(step.Lasts);
                await _cluster.Postgres.SignalAsync("CONT");
                break;
        }

        window.HealedAt = clock.Now;
    }

    /// <summary>Starts anew whatever ended by itself, and says so.</summary>
    public async Task ReviveAsync()
    {
        for (var slot = 0; slot < 2; slot++)
        {
            await ReviveAsync(isGateway: false, slot);
            await ReviveAsync(isGateway: true, slot);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _silos.Concat(_gateways).Where(process => process is not null))
        {
            await process.DisposeAsync();
            await KeepLogAsync(process);
        }

        _cluster.Silos.Clear();
        _cluster.Gateways.Clear();
        await _cluster.DisposeAsync();
    }

    private async Task ReviveAsync(bool isGateway, int slot)
    {
        var process = (isGateway ? _gateways : _silos)[slot];
        if (!process.Process.HasExited)
            return;
        var window = Faults.Begin($"{process} ended by itself", clock.Now);
        if (process.Frozen is null)
            Ends.Add(new Violation(Rule.ProcessEnded, process.Name, clock.Now, "It ended by itself; the end of its log says why."));
        process.DownAt ??= process.Frozen?.StartedAt ?? clock.Now;
        await ReplaceAsync(isGateway, slot, keepsPorts: false);
        window.HealedAt = clock.Now;
    }

    // Given up by the others meanwhile, it learns so after it wakes, and ends: then it had been gone since it froze.
    private async Task FreezeAsync(Incarnation victim, FaultWindow window, FaultStep step, bool isGateway)
    {
        victim.Frozen = window;
        victim.Process.Signal("STOP");
        await WaitAsync(step.Lasts);
        victim.Process.Signal("CONT");
        var wokeAt = clock.Now;
        while (!victim.Process.HasExited && clock.Now - wokeAt < GivenUpAfter)
            await WaitAsync(TimeSpan.FromMilliseconds(50));
        if (!victim.Process.HasExited)
            return;
        victim.DownAt = window.StartedAt;
        await ReplaceAsync(isGateway, step.Slot, step.KeepsPorts);
    }

    private async Task ReplaceAsync(bool isGateway, int slot, bool keepsPorts)
    {
        var slots = isGateway ? _gateways : _silos;
        var gone = slots[slot];
        var next = keepsPorts ? gone.Process.StartAgain() : _cluster.Start(isGateway ? "Gateway" : "Silo");
        slots[slot] = Named(isGateway ? "gateway" : "silo", slot, next);
        await KeepLogAsync(gone);
        await gone.DisposeAsync();
        await next.WhenReadyAsync();
    }

    private Incarnation Named(string role, int slot, ServiceProcess process)
    {
        var place = $"{role}{slot}";
        _starts[place] = _starts.GetValueOrDefault(place) + 1;
        return new Incarnation($"{place}.{_starts[place]}", process);
    }

    private Task KeepLogAsync(Incarnation process) => File.WriteAllTextAsync(Path.Combine(logs, $"{process.Name}.log"), process.Process.Output);

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
