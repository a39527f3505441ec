using MudBlazor;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>The small dialogs that every page uses.</summary>
public static class Dialogs
{
    public static DialogOptions Narrow { get; } = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    public static DialogOptions Wide { get; } = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Asks, and returns whether the answer was yes.</summary>
    public static async Task<bool> ConfirmAsync(
        this IDialogService dialogs, string title, string text, string action, string? note = null, bool isHarmful = true)
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { dialog => dialog.Text, text },
            { dialog => dialog.Note, note },
            { dialog => dialog.Action, action },
            { dialog => dialog.IsHarmful, isHarmful },
        };
        var shown = await dialogs.ShowAsync<ConfirmDialog>(title, parameters, Narrow);
        return await shown.Result is { Canceled: false };
    }

    /// <summary>Shows a secret that will never be shown again.</summary>
    public static async Task ShowSecretAsync(this IDialogService dialogs, string title, string secret)
    {
        var parameters = new DialogParameters<SecretDialog> { { dialog => dialog.Secret, secret } };
        var shown = await dialogs.ShowAsync<SecretDialog>(title, parameters, Wide with { BackdropClick = false });
        await shown.Result;
    }
}
