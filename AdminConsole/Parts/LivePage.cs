using Microsoft.AspNetCore.Components;
using PresenceCluster.AdminConsole.Api;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>
/// A page that reads its data again and again for as long as it is open. It makes one read at a time, so a slow service is asked less
/// often.
/// </summary>
public abstract class LivePage : ConsoleComponent, IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Task _reading = Task.CompletedTask;

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Why the latest read failed; the data read before stays visible.</summary>
    protected ApiProblem? Problem { get; private set; }

    /// <summary>Whether the first answer has arrived.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>How long to wait between two reads.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromSeconds(2);

    /// <summary>Reads everything that the page shows.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellation);

    protected override void OnInitialized() => _reading = ReadAgainAndAgainAsync();

    /// <summary>Reads at once, after a change.</summary>
    protected async Task RefreshAsync()
    {
        try
        {
            await ReadAsync(_leaving.Token);
            (Problem, IsLoaded) = (null, true);
        }
        catch (ApiFaultException fault)
        {
            Problem = fault.Problem;
        }

        StateHasChanged();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading;
        _leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ReadAgainAndAgainAsync()
    {
        try
        {
            while (true)
            {
                await RefreshAsync();
                await Task.Delay(Period, Time, _leaving.Token);
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The page was left.
        }
    }
}
