using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Layout;

/// <summary>The texts of the frame around every page.</summary>
public static class LayoutWords
{
    public static readonly Phrase Product = new("PresenceCluster", "PresenceCluster");
    public static readonly Phrase Overview = new("Overview", "概要");
    public static readonly Phrase Policy = new("Login policy", "ログインポリシー");
    public static readonly Phrase Users = new("Users", "ユーザー");
    public static readonly Phrase Events = new("Events", "イベント");
    public static readonly Phrase Apps = new("Apps", "アプリ");
    public static readonly Phrase Cluster = new("Cluster", "クラスター");
    public static readonly Phrase Operators = new("Operators", "オペレーター");
    public static readonly Phrase Audit = new("Audit log", "監査ログ");
    public static readonly Phrase OfApp = new("Selected app", "選択中のアプリ");
    public static readonly Phrase OfCluster = new("Installation", "システム");
    public static readonly Phrase Navigation = new("Main navigation", "メインナビゲーション");
    public static readonly Phrase SkipToContent = new("Skip to the content", "本文へ移動");
    public static readonly Phrase OpenMenu = new("Open or close the menu", "メニューの開閉");
    public static readonly Phrase ChooseApp = new("App", "アプリ");
    public static readonly Phrase ThemeSystem = new("Colours: as the system", "配色：システムに合わせる");
    public static readonly Phrase ThemeLight = new("Colours: light", "配色：ライト");
    public static readonly Phrase ThemeDark = new("Colours: dark", "配色：ダーク");
    public static readonly Phrase OtherLanguage = new("日本語で表示", "Show in English");
    public static readonly Phrase Account = new("Account", "アカウント");
    public static readonly Phrase ReadOnly = new("You are a viewer: you see everything and change nothing.", "閲覧者としてサインインしています。変更はできません。");
    public static readonly Phrase NotFound = new("Not found", "見つかりません");
    public static readonly Phrase NotFoundLead = new("There is no such page.", "このページは存在しません。");

    public static Phrase Of(ThemeKind theme) => theme switch
    {
        ThemeKind.Light => ThemeLight,
        ThemeKind.Dark => ThemeDark,
        _ => ThemeSystem,
    };
}
