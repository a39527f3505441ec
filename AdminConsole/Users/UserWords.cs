using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Users;

/// <summary>The texts of the pages about users.</summary>
public static class UserWords
{
    public static readonly Phrase Lead = new("Look a user up by the id that your back end uses.", "バックエンドで使用しているユーザー ID で検索します。");
    public static readonly Phrase Search = new("User id", "ユーザー ID");
    public static readonly Phrase Find = new("Find", "検索");
    public static readonly Phrase FindTitle = new("Whom are you looking for?", "ユーザーを検索してください");
    public static readonly Phrase FindLead = new("Status, devices, since when, at which gateway, and what happened before – live.", "状態、端末、状態の変化日時、ゲートウェイ、履歴をリアルタイムで表示します。");
    public static readonly Phrase Invalid = new("A user id is 1 to 32 printable ASCII characters.", "ユーザー ID は印字可能な ASCII 文字 1～32 文字です。");
    public static readonly Phrase Unknown = new("There is no account “{0}” in this app", "このアプリに「{0}」というアカウントはありません");
    public static readonly Phrase UnknownLead = new("Ids are case-sensitive. An account exists after its first login or import.", "大文字と小文字は区別されます。アカウントは初回ログインまたはインポートで作成されます。");
    public static readonly Phrase LastSeen = new("Last seen", "最終オンライン");
    public static readonly Phrase Version = new("Transitions", "状態遷移数");
    public static readonly Phrase CustomStatus = new("Custom status", "カスタムステータス");
    public static readonly Phrase Devices = new("Devices", "端末");
    public static readonly Phrase NoDevices = new("Logged in on no device", "ログイン中の端末はありません");
    public static readonly Phrase Platform = new("Platform", "プラットフォーム");
    public static readonly Phrase Device = new("Device", "端末 ID");
    public static readonly Phrase Status = new("Status", "状態");
    public static readonly Phrase Since = new("Since", "状態の変化日時");
    public static readonly Phrase LoginAt = new("Logged in", "ログイン日時");
    public static readonly Phrase Gateway = new("Gateway", "ゲートウェイ");
    public static readonly Phrase Client = new("Client", "クライアント");
    public static readonly Phrase Kick = new("Kick", "キック");
    public static readonly Phrase KickAll = new("Kick all devices", "全端末をキック");
    public static readonly Phrase KickPlatform = new("Kick platform", "プラットフォーム単位でキック");
    public static readonly Phrase KickOneTitle = new("Kick {0}?", "{0} をキックしますか？");
    public static readonly Phrase KickOneText = new("The session on {0} ends at once. The device may log in again with its credentials.", "{0} のセッションを直ちに終了します。端末は同じ資格情報で再ログインできます。");
    public static readonly Phrase KickPlatformText = new("All {0} sessions of {1} end at once. The devices may log in again with their credentials.", "{1} の {0} のセッションをすべて直ちに終了します。端末は同じ資格情報で再ログインできます。");
    public static readonly Phrase KickAllTitle = new("Kick all devices of {0}?", "{0} の全端末をキックしますか？");
    public static readonly Phrase KickAllText = new("All sessions end at once, and every credential issued until now stops logging in: the user needs a fresh one from your back end.", "すべてのセッションを直ちに終了し、これまでに発行された資格情報を無効にします。再ログインにはバックエンドが発行する新しい資格情報が必要です。");
    public static readonly Phrase ClientIsTold = new("The client is told {0} and does not reconnect by itself.", "クライアントには {0} が通知され、自動再接続は行われません。");
    public static readonly Phrase Kicked = new("Kicked.", "キックしました。");
    public static readonly Phrase History = new("History", "履歴");
    public static readonly Phrase NoHistory = new("No transitions are kept", "保存されている遷移はありません");
}
