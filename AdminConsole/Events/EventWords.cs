using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>The texts of the pages about events and webhooks.</summary>
public static class EventWords
{
    public static readonly Phrase Lead = new("Every transition of every user, as it happens, and where it is delivered.", "全ユーザーの状態遷移と、その配信状況。");
    public static readonly Phrase Feed = new("Live feed", "ライブフィード");
    public static readonly Phrase Endpoints = new("Webhook endpoints", "Webhook エンドポイント");
    public static readonly Phrase FeedWaiting = new("Waiting for the next event", "次のイベントを待っています");
    public static readonly Phrase FeedWaitingLead = new("Log in a device, and it appears here within a second.", "端末がログインすると 1 秒以内に表示されます。");
    public static readonly Phrase Live = new("live", "受信中");
    public static readonly Phrase Paused = new("paused", "一時停止中");
    public static readonly Phrase Connecting = new("connecting", "接続中");
    public static readonly Phrase Pause = new("Pause", "一時停止");
    public static readonly Phrase Resume = new("Resume", "再開");
    public static readonly Phrase When = new("When", "時刻");
    public static readonly Phrase User = new("User", "ユーザー");
    public static readonly Phrase What = new("What", "内容");
    public static readonly Phrase Device = new("Device", "端末");
    public static readonly Phrase Status = new("Status", "状態");
    public static readonly Phrase PushedOut = new("pushed out {0}", "{0} を強制ログアウト");
    public static readonly Phrase NewEndpoint = new("New endpoint", "エンドポイントを追加");
    public static readonly Phrase EditEndpoint = new("Edit endpoint", "エンドポイントの編集");
    public static readonly Phrase NoEndpoints = new("No endpoint yet", "エンドポイントがありません");
    public static readonly Phrase NoEndpointsLead = new("An endpoint is a URL of your back end that every status change is sent to, signed and in order.", "状態変化を署名付きで順番どおりに送信する、バックエンドの URL です。");
    public static readonly Phrase Url = new("URL", "URL");
    public static readonly Phrase UrlHint = new("http or https, as your back end is reached from the silos", "サイロから到達可能な http または https の URL");
    public static readonly Phrase Format = new("Format", "形式");
    public static readonly Phrase Native = new("Native JSON, Standard Webhooks signature", "ネイティブ JSON（Standard Webhooks 署名）");
    public static readonly Phrase Tencent = new("Tencent callback State.StateChange", "Tencent コールバック State.StateChange");
    public static readonly Phrase Filter = new("Events to send (none chosen: all)", "送信するイベント（未選択の場合はすべて）");
    public static readonly Phrase Batch = new("Events per request, at most", "1 リクエストの最大イベント数");
    public static readonly Phrase Timeout = new("Time-out in seconds", "タイムアウト（秒）");
    public static readonly Phrase Repetition = new("After a failure", "失敗時の動作");
    public static readonly Phrase Retry = new("Repeat the request", "リクエストを再送する");
    public static readonly Phrase PausedState = new("Paused by an operator", "停止中");
    public static readonly Phrase Stopped = new("Nothing is delivered", "配信されていません");
    public static readonly Phrase Troubled = new("Some events wait", "一部のイベントが待機中");
    public static readonly Phrase Healthy = new("Delivering", "配信中");
    public static readonly Phrase CauseDisabled = new("The endpoint is disabled. Events that wait: {0}", "エンドポイントは無効です。待機中のイベント：{0} 件");
    public static readonly Phrase CauseAddress = new("The address is not allowed: {3}", "アドレスが許可されていません：{3}");
    public static readonly Phrase CauseClock = new("The clocks of the endpoint and of the service are apart: {3}", "エンドポイントとサービスの時刻がずれています：{3}");
    public static readonly Phrase CauseBreaker = new("The endpoint counts as down. The next try is at {2}. Latest failure: {3}", "エンドポイントは停止中と判断されました。次の試行：{2}。直近の失敗：{3}");
    public static readonly Phrase CauseFailing = new("No request has succeeded since {1}. Latest failure: {3}", "{1} 以降に成功したリクエストがありません。直近の失敗：{3}");
    public static readonly Phrase CauseTransaction = new("A transaction that is open on the database server since {1} hides {0} events: {3}", "データベースサーバーで {1} から続くトランザクションにより {0} 件のイベントを読み取れません：{3}");
    public static readonly Phrase CauseEarlier = new("Events wait behind an earlier one of the same user, which fails: {3}. Events: {0}", "同じユーザーの先行イベントが失敗しているため待機しています：{3}（{0} 件）");
    public static readonly Phrase CauseGrace = new("The loss of connections is held back until {2}. Users: {0}", "切断イベントを {2} まで保留しています（{0} ユーザー）");
    public static readonly Phrase CauseFilter = new("The latest event was not sent because of the settings: {3}. Such events: {0}", "直近のイベントは設定により送信されませんでした：{3}（累計 {0} 件）");
    public static readonly Phrase StateUnknown = new("The delivering processes do not answer at the moment; the numbers will be back.", "配信処理から応答がありません。数値は復旧後に表示されます。");
    public static readonly Phrase StateUnknownShort = new("Not known", "不明");
    public static readonly Phrase Backlog = new("Waiting", "未配信");
    public static readonly Phrase Delivered = new("Delivered", "配信済み");
    public static readonly Phrase Failed = new("Failed requests", "失敗リクエスト");
    public static readonly Phrase DeadLetters = new("Dead letters", "デッドレター");
    public static readonly Phrase Test = new("Send a test", "テスト送信");
    public static readonly Phrase TestTaken = new("The endpoint took the test in {0} ms.", "テストは {0} ms で受理されました。");
    public static readonly Phrase TestFailed = new("The endpoint did not take the test: {0}", "テストは受理されませんでした：{0}");
    public static readonly Phrase Rotate = new("Rotate secret", "シークレットを更新");
    public static readonly Phrase RotateText = new("A new secret is made and shown once. Until the next rotation, the old one signs beside it.", "新しいシークレットを生成し一度だけ表示します。次の更新までは旧シークレットの署名も併記されます。");
    public static readonly Phrase RotateTextTencent = new("A new token is made and shown once. The old one stops signing at once.", "新しいトークンを生成し一度だけ表示します。旧トークンの署名は直ちに停止します。");
    public static readonly Phrase SecretTitle = new("The endpoint’s secret", "エンドポイントのシークレット");
    public static readonly Phrase DeleteTitle = new("Delete this endpoint?", "このエンドポイントを削除しますか？");
    public static readonly Phrase DeleteText = new("{0} gets no more events, and those that wait for it are dropped.", "{0} へのイベント送信を停止し、未配信のイベントは破棄されます。");
    public static readonly Phrase Attempts = new("Latest delivery attempts", "最近の配信");
    public static readonly Phrase NoAttempts = new("Nothing has been sent yet", "まだ送信されていません");
    public static readonly Phrase Result = new("Result", "結果");
    public static readonly Phrase Taken = new("taken", "受理");
    public static readonly Phrase FaultDns = new("no address", "名前解決の失敗");
    public static readonly Phrase FaultForbidden = new("address not allowed", "許可されていないアドレス");
    public static readonly Phrase FaultConnection = new("no connection", "接続の失敗");
    public static readonly Phrase FaultCertificate = new("certificate", "証明書の問題");
    public static readonly Phrase FaultTimeout = new("timed out", "タイムアウト");
    public static readonly Phrase FaultRedirect = new("redirect", "リダイレクト");
    public static readonly Phrase FaultStatus = new("refused", "拒否");
    public static readonly Phrase FaultAnswer = new("unusable answer", "不正な応答");
    public static readonly Phrase FaultFailed = new("failed by its own account", "エラー応答");
    public static readonly Phrase FaultClock = new("clocks apart", "時刻のずれ");
    public static readonly Phrase FaultConfiguration = new("not usable as configured", "設定の問題");
    public static readonly Phrase Duration = new("Duration", "所要時間");
    public static readonly Phrase EventCount = new("Events", "イベント数");
    public static readonly Phrase FirstEvent = new("First event", "先頭イベント");
    public static readonly Phrase Tries = new("Tries", "試行回数");
    public static readonly Phrase LastError = new("Last error", "最後のエラー");
    public static readonly Phrase ResendAll = new("Send all again", "すべて再送");
    public static readonly Phrase Resend = new("Send again", "再送");
    public static readonly Phrase Resent = new("They are on their way again.", "再送を開始しました。");
    public static readonly Phrase Login = new("Login", "ログイン");
    public static readonly Phrase Logout = new("Logout", "ログアウト");
    public static readonly Phrase Disconnect = new("Connection lost", "切断");
    public static readonly Phrase Kick = new("Kick", "キック");
    public static readonly Phrase Decay = new("Push reach ended", "プッシュ待受の終了");
    public static readonly Phrase CustomStatusChange = new("Custom status", "カスタムステータス変更");
    public static readonly Phrase AccountImport = new("Account imported", "アカウントのインポート");
    public static readonly Phrase AccountDelete = new("Account deleted", "アカウントの削除");
    public static readonly Phrase Revoke = new("Credentials revoked", "資格情報の無効化");

    public static readonly Phrase ByClosing = new("closed", "接続の終了");
    public static readonly Phrase ByTimeout = new("timed out", "タイムアウト");
    public static readonly Phrase ByGatewayLoss = new("gateway lost", "ゲートウェイの障害");
    public static readonly Phrase ByLogout = new("logged out", "ログアウト操作");
    public static readonly Phrase ByReplacement = new("replaced", "別端末のログイン");
    public static readonly Phrase ByKick = new("by an administrator", "管理者による操作");
    public static readonly Phrase ByTakeover = new("reconnected", "再接続");
    public static readonly Phrase ByDeletion = new("account deleted", "アカウント削除");
    public static readonly Phrase ByDecay = new("retention over", "保持期間の終了");
    public static readonly Phrase ByPolicy = new("policy changed", "ポリシー変更");

    public static Phrase Of(SessionEndReason reason) => reason switch
    {
        SessionEndReason.Closed => ByClosing,
        SessionEndReason.TimedOut => ByTimeout,
        SessionEndReason.GatewayLost => ByGatewayLoss,
        SessionEndReason.LoggedOut => ByLogout,
        SessionEndReason.Replaced => ByReplacement,
        SessionEndReason.Kicked => ByKick,
        SessionEndReason.TakenOver => ByTakeover,
        SessionEndReason.AccountDeleted => ByDeletion,
        SessionEndReason.Decayed => ByDecay,
        _ => ByPolicy,
    };

    /// <summary>
    /// Why an endpoint did not accept a request, by the fault's name in the service's catalogue. An unknown fault keeps its name.
    /// </summary>
    public static Phrase OfFault(string fault) => fault switch
    {
        "Dns" => FaultDns,
        "ForbiddenAddress" => FaultForbidden,
        "Connection" => FaultConnection,
        "Certificate" => FaultCertificate,
        "Timeout" => FaultTimeout,
        "Redirect" => FaultRedirect,
        "Status" => FaultStatus,
        "AnswerTooLarge" => FaultAnswer,
        "AnswerFailed" => FaultFailed,
        "Configuration" => FaultConfiguration,
        "Clock" => FaultClock,
        _ => Phrase.Name(fault),
    };

    /// <summary>
    /// Why events do not reach an endpoint; null when nothing holds them up. The parts are the number of events, since when, until when, and
    /// what is the cause.
    /// </summary>
    public static Phrase? OfCause(DeliveryCause cause) => cause switch
    {
        DeliveryCause.Disabled => CauseDisabled,
        DeliveryCause.AddressRefused => CauseAddress,
        DeliveryCause.Clock => CauseClock,
        DeliveryCause.Breaker => CauseBreaker,
        DeliveryCause.Failing => CauseFailing,
        DeliveryCause.LongTransaction => CauseTransaction,
        DeliveryCause.EarlierEvent => CauseEarlier,
        DeliveryCause.Grace => CauseGrace,
        DeliveryCause.Filter => CauseFilter,
        _ => null,
    };

    public static Phrase Of(StatusAction action) => action switch
    {
        StatusAction.Login => Login,
        StatusAction.Logout => Logout,
        StatusAction.Disconnect => Disconnect,
        StatusAction.Kick => Kick,
        StatusAction.Decay => Decay,
        StatusAction.CustomStatusChange => CustomStatusChange,
        StatusAction.AccountImport => AccountImport,
        StatusAction.AccountDelete => AccountDelete,
        _ => Revoke,
    };
}
