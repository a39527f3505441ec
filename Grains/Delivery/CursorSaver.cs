using PresenceCluster.Storage.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Saves the positions of lanes, many in one transaction, and never runs two saves at once.</summary>
internal sealed class CursorSaver(DeliveryCursors cursors) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Saves the positions that have changed. A lane that another silo has taken over is ended.</summary>
    public async Task SaveAsync(IEnumerable<DeliveryLane> lanes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var moved = new Dictionary<LaneKey, (DeliveryLane Lane, LaneLease Progress)>();
            foreach (var lane in lanes)
            {
                var progress = lane.Progress;
                if (progress.Position != lane.Saved)
                    moved[progress.Lane] = (lane, progress);
            }

            if (moved.Count == 0)
                return;
            foreach (var lost in await cursors.SaveAsync([.. moved.Values.Select(one => one.Progress)], cancellationToken))
                moved[lost].Lane.End();
            foreach (var (lane, progress) in moved.Values)
                lane.Saved = progress.Position;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
