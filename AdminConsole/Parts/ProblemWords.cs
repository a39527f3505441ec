using System.Collections.Frozen;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>
/// The kinds of problems of <c>/v1</c> in Japanese, by their codes, except those that <see cref="FaultText"/> shows by their status. In
/// English the service's own titles are shown. The details, which name fields of the API, are the service's in every language.
/// </summary>
public static class ProblemWords
{
    private static readonly FrozenDictionary<string, string> Japanese = new Dictionary<string, string>
    {
        ["unreadable-body"] = "送信内容を解釈できませんでした。",
        ["bad-parameter"] = "URL の一部が正しくありません。",
        ["unknown-platform"] = "そのプラットフォームはありません。",
        ["too-many-users"] = "一度に照会できるユーザーは 500 人までです。",
        ["unauthorized"] = "サインインが必要です。",
        ["wrong-password"] = "ユーザー名またはパスワードが正しくありません。",
        ["not-found"] = "見つかりません。",
        ["unknown-app"] = "そのアプリはありません。",
        ["unknown-user"] = "そのアカウントはありません。",
        ["unknown-session"] = "そのセッションはありません。",
        ["unknown-operator"] = "そのオペレーターはいません。",
        ["unknown-key"] = "そのキーはありません。",
        ["unknown-endpoint"] = "その Webhook エンドポイントはありません。",
        ["unknown-process"] = "そのプロセスはありません。",
        ["app-exists"] = "同じ ID のアプリがすでにあります。",
        ["operator-exists"] = "同じ名前のオペレーターがすでにいます。",
        ["too-many-operators"] = "オペレーターの数が上限に達しています。",
        ["last-admin"] = "管理者が 1 人もいなくなるため、実行できません。",
        ["external-operator"] = "このオペレーターは外部の ID プロバイダーで管理されています。",
        ["no-doors"] = "このプロセスは接続を受け付けていないため、ドレインの対象になりません。",
        ["position-gone"] = "この位置より後のイベントの一部はすでに削除されています。現在の状態を取得し直してください。",
        ["body-too-large"] = "送信内容が大きすぎます。",
        ["invalid-settings"] = "設定内容が条件を満たしていません。",
        ["invalid-operator"] = "ユーザー名またはパスワードが条件を満たしていません。",
        ["version-missing"] = "変更元のバージョン（If-Match）が指定されていません。",
        ["too-many-sign-ins"] = "サインインの失敗が多すぎます。しばらくしてからお試しください。",
        ["internal-error"] = "サーバー内部で問題が発生しました。",
    }.ToFrozenDictionary();

    /// <summary>The kind of a problem in a sentence; the service's own sentence for an unknown code.</summary>
    public static string TitleOf(ApiProblem problem, TongueKind tongue)
        => tongue == TongueKind.Japanese && Japanese.TryGetValue(problem.Code, out var title) ? title : problem.Title;
}
