using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Apps;

/// <summary>The texts of the apps' page.</summary>
public static class AppWords
{
    public static readonly Phrase Lead = new("Each app has users, keys, a login policy and limits of its own.", "アプリごとにユーザー、キー、ログインポリシー、上限があります。");
    public static readonly Phrase New = new("New app", "アプリを作成");
    public static readonly Phrase Create = new("Create", "作成");
    public static readonly Phrase Number = new("App id (SDKAppID)", "アプリ ID（SDKAppID）");
    public static readonly Phrase NumberRule = new("Leave empty to have one chosen.", "空欄の場合は自動で採番されます。");
    public static readonly Phrase Name = new("Name", "名前");
    public static readonly Phrase Edition = new("Edition", "エディション");
    public static readonly Phrase Standard = new("Standard: one device per native platform", "Standard：ネイティブは各 1 台");
    public static readonly Phrase Ultimate = new("Ultimate: up to three devices per native platform", "Ultimate：ネイティブは各 3 台まで");
    public static readonly Phrase Policy = new("Login policy", "ログインポリシー");
    public static readonly Phrase Version = new("Version", "バージョン");
    public static readonly Phrase KeyTitle = new("Secret key of app {0}", "アプリ {0} のシークレットキー");
    public static readonly Phrase Keys = new("Secret keys", "シークレットキー");
    public static readonly Phrase KeysLead = new("UserSigs signed with any of them are accepted. Newest first; at most four.", "いずれかのキーで署名された UserSig が有効です。新しい順、最大 4 つ。");
    public static readonly Phrase Newest = new("newest", "最新");
    public static readonly Phrase AddKey = new("Add a new key", "新しいキーを追加");
    public static readonly Phrase AddKeyText = new("The new key is shown once. The others stay in force until you remove them.", "新しいキーは一度だけ表示されます。他のキーは削除するまで有効です。");
    public static readonly Phrase RemoveKey = new("Remove key {0}?", "キー {0} を削除しますか？");
    public static readonly Phrase RemoveKeyText = new("UserSigs that were signed with it stop logging in at once. Devices that are online stay so.", "このキーで署名された UserSig は直ちに無効になります。オンラインの端末には影響しません。");
    public static readonly Phrase Settings = new("Settings", "設定");
    public static readonly Phrase Open = new("Open", "開く");
    public static readonly Phrase Chosen = new("shown now", "表示中");
    public static readonly Phrase Limits = new("Limits", "上限");
    public static readonly Phrase LimitDevices = new("Devices per native platform", "ネイティブプラットフォームごとの端末数");
    public static readonly Phrase LimitWeb = new("Web pages and mini programs", "Web とミニプログラム");
    public static readonly Phrase LimitAdministrators = new("REST administrators", "REST 管理者");
    public static readonly Phrase LimitEndpoints = new("Webhook endpoints", "Webhook エンドポイント");
    public static readonly Phrase UpTo = new("{0} of {1}", "{0}／{1}");
    public static readonly Phrase ClientStatusLead = new("Over their own connections, of any user of this app. Off: they are answered 72001. Back ends can always query.", "クライアント自身の接続で、このアプリの全ユーザーを照会できます。オフの場合は 72001 を返します。バックエンドは常に照会できます。");
    public static readonly Phrase Administrators = new("REST administrators, one user id per line", "REST 管理者（1 行に 1 ユーザー ID）");
}
