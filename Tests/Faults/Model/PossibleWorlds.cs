using System.Numerics;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// All states that a user may be in, given the observations so far. Acts that have begun but are not known to have taken effect are pending
/// in any order. When one is known to have taken effect, every order of the pending ones that ends with it is tried. This is the search for
/// a linearization; it stays small because a user does few things at once.
/// </summary>
internal sealed class PossibleWorlds
{
    private const int PendingMax = 40;
    private const int BranchesMax = 30_000;

    private readonly Act?[] _pending = new Act?[PendingMax];
    private HashSet<Branch> _branches;

    public PossibleWorlds(IEnumerable<World> from) => _branches = [.. from.Select(world => new Branch(world, 0))];

    /// <summary>Whether there were more possibilities than the tool follows; from then on it decides nothing.</summary>
    public bool IsTooMany { get; private set; }

    public IReadOnlyCollection<World> Worlds => [.. _branches.Select(branch => branch.World).Distinct()];

    /// <summary>The act may take effect from now on.</summary>
    public void Begin(Act act)
    {
        var slot = Array.IndexOf(_pending, null);
        IsTooMany |= slot < 0;
        if (IsTooMany)
            return;
        _pending[slot] = act;
        if (act.IsObservation)
            _branches = [.. _branches.Select(Observed)];
    }

    /// <summary>The act has taken effect by now. Returns false when that is impossible; then the worlds before stay.</summary>
    public bool TryComplete(Act act)
    {
        if (IsTooMany)
            return true;
        var slot = Array.IndexOf(_pending, act);
        var reached = Reach(1UL << slot);
        if (IsTooMany)
            return true;
        if (reached.Count == 0)
            return false;
        _branches = reached;
        Forget(slot);
        return true;
    }

    /// <summary>An act that has not taken effect by now never will.</summary>
    public void Drop(Predicate<Act> isMeant)
    {
        for (var slot = 0; slot < PendingMax; slot++)
        {
            if (_pending[slot] is { } act && isMeant(act))
                Forget(slot);
        }
    }

    private HashSet<Branch> Reach(ulong target)
    {
        HashSet<Branch> reached = [];
        var seen = new HashSet<Branch>(_branches);
        var open = new Queue<Branch>(_branches);
        while (open.TryDequeue(out var branch))
        {
            if ((branch.Done & target) != 0)
            {
                reached.Add(branch);
                continue;
            }

            foreach (var next in Next(branch, target))
            {
                if (seen.Add(next))
                    open.Enqueue(next);
            }

            IsTooMany |= seen.Count > BranchesMax;
            if (IsTooMany)
                break;
        }

        return reached;
    }

    private IEnumerable<Branch> Next(Branch branch, ulong target)
    {
        for (var slot = 0; slot < PendingMax; slot++)
        {
            var bit = 1UL << slot;
            if (_pending[slot] is not { } act || (branch.Done & bit) != 0)
                continue;
            foreach (var world in act.Apply(branch.World))
            {
                if (bit == target || act.MayBeIdle || !world.Equals(branch.World))
                    yield return Observed(new Branch(world, branch.Done | bit));
            }
        }
    }

    // An observation costs a world nothing, so one that fits counts as done at once.
    private Branch Observed(Branch branch)
    {
        for (var slot = 0; slot < PendingMax; slot++)
        {
            if (_pending[slot] is { IsObservation: true } act && act.Apply(branch.World).Any())
                branch = branch with { Done = branch.Done | (1UL << slot) };
        }

        return branch;
    }

    private void Forget(int slot)
    {
        _pending[slot] = null;
        var kept = ~(1UL << slot);
        _branches = [.. _branches.Select(branch => branch with { Done = branch.Done & kept })];
    }

    private readonly record struct Branch(World World, ulong Done)
    {
        public override string ToString() => $"{World}, {BitOperations.PopCount(Done)} pending acts done";
    }
}
