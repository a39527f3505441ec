using MudBlazor;

namespace PresenceCluster.AdminConsole.Layout;

/// <summary>The console's colours and fonts. Every pair of text and background has a contrast of at least 4.5 to 1.</summary>
public static class ConsoleTheme
{
    // The fonts of the operator's system; none is fetched from elsewhere.
    private static readonly string[] Fonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#4338ca",
            Secondary = "#0f766e",
            Background = "#f5f6fa",
            BackgroundGray = "#eef0f5",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2130",
            DrawerBackground = "#ffffff",
            DrawerText = "#3a4357",
            DrawerIcon = "#5a6478",
            TextPrimary = "#1b2130",
            TextSecondary = "#566074",
            TextDisabled = "#8a93a5",
            ActionDefault = "#566074",
            LinesDefault = "#e3e6ed",
            LinesInputs = "#8d96a8",
            TableLines = "#e9ebf1",
            Divider = "#e3e6ed",
            Success = "#15803d",
            Info = "#1d4ed8",
            Warning = "#b45309",
            Error = "#c0262d",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#a5b0ff",
            PrimaryContrastText = "#10142b",
            Secondary = "#5eead4",
            Background = "#0d1017",
            BackgroundGray = "#12161f",
            Surface = "#161b26",
            AppbarBackground = "#12161f",
            AppbarText = "#e7eaf2",
            DrawerBackground = "#12161f",
            DrawerText = "#c2c9d8",
            DrawerIcon = "#98a2b7",
            TextPrimary = "#e7eaf2",
            TextSecondary = "#a3adc2",
            TextDisabled = "#6d778c",
            ActionDefault = "#a3adc2",
            LinesDefault = "#272e3d",
            LinesInputs = "#667085",
            TableLines = "#222938",
            Divider = "#272e3d",
            Success = "#4ade80",
            SuccessContrastText = "#0b2414",
            Info = "#7fb2ff",
            InfoContrastText = "#0b1a33",
            Warning = "#fbbf24",
            WarningContrastText = "#2b1d00",
            Error = "#ff8a8a",
            ErrorContrastText = "#2f0b0d",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "232px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = ".875rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1.0625rem", FontWeight = "650", LetterSpacing = "-.01em" },
        },
    };
}
