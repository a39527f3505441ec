using System.Collections.Frozen;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Audit;

/// <summary>The texts of the audit log's page.</summary>
public static class AuditWords
{
    public const string AppAdministratorCaller = "AppAdministrator";

    public static readonly Phrase Lead = new("Who changed what, and when. Newest first.", "誰が、いつ、何を変更したか（新しい順）。");
    public static readonly Phrase At = new("When", "日時");
    public static readonly Phrase Who = new("Who", "実行者");
    public static readonly Phrase What = new("What", "内容");
    public static readonly Phrase InApp = new("app {0}", "アプリ {0}");
    public static readonly Phrase AppAdministrator = new("app administrator", "アプリ管理者");
    public static readonly Phrase More = new("{0} more", "他 {0} 件");
    public static readonly Phrase Older = new("Older entries", "さらに表示");
    public static readonly Phrase Empty = new("Nothing has been changed yet", "変更はまだありません");
    public static readonly Phrase EmptyLead = new("Every change through the console or the API will stand here.", "コンソールや API による変更がここに記録されます。");

    private static readonly FrozenDictionary<string, Phrase> Actions = new Dictionary<string, Phrase>
    {
        ["app.created"] = new("App created", "アプリの作成"),
        ["app.changed"] = new("App settings changed", "アプリ設定の変更"),
        ["login-policy.changed"] = new("Login policy changed", "ログインポリシーの変更"),
        ["key.added"] = new("Key added", "キーの追加"),
        ["key.removed"] = new("Key removed", "キーの削除"),
        ["endpoint.created"] = new("Endpoint created", "エンドポイントの作成"),
        ["endpoint.changed"] = new("Endpoint changed", "エンドポイントの変更"),
        ["endpoint.secret-rotated"] = new("Endpoint secret rotated", "エンドポイントのシークレット更新"),
        ["endpoint.deleted"] = new("Endpoint deleted", "エンドポイントの削除"),
        ["dead-letters.resent"] = new("Dead letters resent", "デッドレターの再送"),
        ["dead-letters.purged"] = new("Dead letters deleted", "デッドレターの削除"),
        ["operator.added"] = new("Operator added", "オペレーターの追加"),
        ["operator.role-changed"] = new("Operator's role changed", "オペレーターの権限変更"),
        ["operator.password-reset"] = new("Operator's password reset", "オペレーターのパスワードのリセット"),
        ["operator.password-changed"] = new("Own password changed", "自身のパスワード変更"),
        ["operator.removed"] = new("Operator removed", "オペレーターの削除"),
        ["process.drained"] = new("Process drained", "プロセスのドレイン"),
        ["process.resumed"] = new("Process resumed", "プロセスの再開"),
        ["user.kicked"] = new("User kicked", "ユーザーのキック"),
    }.ToFrozenDictionary();

    /// <summary>The name of an action; an action of a newer service keeps its own name.</summary>
    public static Phrase Of(string action) => Actions.GetValueOrDefault(action) ?? Phrase.Name(action);

    internal static IEnumerable<string> Known => Actions.Keys;
}
