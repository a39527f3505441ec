using Microsoft.AspNetCore.Components;
using MudBlazor;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Identity;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>
/// The base of every page and part: the operator's language and rights, and one way to act on the service and show the result.
/// </summary>
public abstract class ConsoleComponent : ComponentBase
{
    [Inject]
    protected Tongue Tongue { get; set; } = null!;

    [Inject]
    protected OperatorIdentity Identity { get; set; } = null!;

    [Inject]
    protected ISnackbar Snackbar { get; set; } = null!;

    /// <summary>Whether an action is under way; its buttons are off meanwhile.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Why the latest action was refused; null when it was not.</summary>
    protected ApiFaultException? Refusal { get; private set; }

    /// <summary>Whether the latest action was refused.</summary>
    protected bool HasFailed => Refusal is not null;

    protected bool IsAdmin => Identity.IsAdmin;

    protected string T(Phrase phrase) => phrase.In(Tongue.Kind);

    protected string T(Phrase phrase, params ReadOnlySpan<object?> parts) => phrase.In(Tongue.Kind, parts);

    /// <summary>Performs the action of a button. A refusal is shown, and returned as false.</summary>
    protected async Task<bool> TryAsync(Func<Task> act, Phrase? done = null)
    {
        if (IsBusy)
            return false;
        (IsBusy, Refusal) = (true, null);
        try
        {
            await act();
            if (done is not null)
                Snackbar.Add(T(done), Severity.Success);
            return true;
        }
        catch (ApiFaultException fault)
        {
            Refusal = fault;
            Show(fault);
            return false;
        }
        finally
        {
            IsBusy = false;
            StateHasChanged();
        }
    }

    private void Show(ApiFaultException fault)
    {
        // A refused token has already led to the sign-in page, which shows the reason.
        if (fault.Problem.Status != 401)
            Snackbar.Add(FaultText.Of(fault.Problem, Tongue.Kind), Severity.Error, options => options.RequireInteraction = true);
    }
}
