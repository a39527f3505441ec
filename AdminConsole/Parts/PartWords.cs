using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>The texts that all pages share.</summary>
public static class PartWords
{
    public static readonly Phrase Cancel = new("Cancel", "キャンセル");
    public static readonly Phrase Close = new("Close", "閉じる");
    public static readonly Phrase Increase = new("Increase", "増やす");
    public static readonly Phrase Decrease = new("Decrease", "減らす");
    public static readonly Phrase Save = new("Save", "保存");
    public static readonly Phrase Discard = new("Discard changes", "変更を破棄");
    public static readonly Phrase Saved = new("Saved.", "保存しました。");
    public static readonly Phrase Edit = new("Edit", "編集");
    public static readonly Phrase Delete = new("Delete", "削除");
    public static readonly Phrase Copy = new("Copy", "コピー");
    public static readonly Phrase Copied = new("Copied.", "コピーしました。");
    public static readonly Phrase CopyByHand = new("The browser does not let this page copy. Select the text and copy it yourself.", "このページからはコピーできません。テキストを選択してコピーしてください。");
    public static readonly Phrase ShownOnce = new("It is shown only this once. Copy it now.", "表示されるのは今回だけです。今すぐコピーしてください。");
    public static readonly Phrase Before = new("Before", "変更前");
    public static readonly Phrase After = new("After", "変更後");
    public static readonly Phrase Setting = new("Setting", "設定項目");
    public static readonly Phrase On = new("on", "オン");
    public static readonly Phrase Off = new("off", "オフ");
    public static readonly Phrase Actions = new("Actions", "操作");
    public static readonly Phrase Loading = new("Loading", "読み込み中");
    public static readonly Phrase NotRead = new("This could not be read", "読み込めませんでした");
    public static readonly Phrase Unreachable = new("The service does not answer.", "サービスから応答がありません。");
    public static readonly Phrase NotAllowed = new("Your role does not allow this.", "この操作を行う権限がありません。");
    public static readonly Phrase Stale = new("Somebody changed this meanwhile.", "他のオペレーターが先に変更しました。");
    public static readonly Phrase Unavailable = new("The service cannot answer at the moment. Try again.", "現在応答できません。もう一度お試しください。");
    public static readonly Phrase Retrying = new("Trying again by itself.", "自動的に再試行しています。");
    public static readonly Phrase AgoSeconds = new("{0} s ago", "{0} 秒前");
    public static readonly Phrase AgoMinutes = new("{0} min ago", "{0} 分前");
    public static readonly Phrase AgoHours = new("{0} h ago", "{0} 時間前");
    public static readonly Phrase AgoDays = new("{0} d ago", "{0} 日前");
    public static readonly Phrase JustNow = new("just now", "たった今");
    public static readonly Phrase Never = new("never", "記録なし");
    public static readonly Phrase Online = new("Online", "オンライン");
    public static readonly Phrase PushOnline = new("PushOnline", "プッシュ待受");
    public static readonly Phrase Offline = new("Offline", "オフライン");
    public static readonly Phrase NoApp = new("There is no app yet", "アプリがまだありません");
    public static readonly Phrase NoAppLead = new("Users belong to an app. Create the first one.", "ユーザーはアプリに属します。最初のアプリを作成してください。");
    public static readonly Phrase PlotSummary = new("{0}: now {1}, highest {2} in the last {3} minutes", "{0}：現在 {1}、直近 {3} 分間の最大 {2}");
    public static readonly Phrase PlotStart = new("{0} min ago", "{0} 分前");
    public static readonly Phrase PlotNow = new("now", "現在");
}
