using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Overview;

/// <summary>The texts of the overview.</summary>
public static class OverviewWords
{
    public static readonly Phrase Lead = new("What is happening now, read every two seconds.", "現在の状況（2 秒ごとに更新）。");
    public static readonly Phrase WholeCluster = new("Whole cluster", "クラスター全体");
    public static readonly Phrase ThisApp = new("This app", "このアプリ");
    public static readonly Phrase Scope = new("What is counted", "集計対象");
    public static readonly Phrase UsersOnline = new("Users online", "オンラインのユーザー");
    public static readonly Phrase UsersPush = new("Reachable by push", "プッシュ待受のユーザー");
    public static readonly Phrase Connections = new("Connections", "接続数");
    public static readonly Phrase Backlog = new("Webhook backlog", "Webhook の未配信");
    public static readonly Phrase BacklogOldest = new("oldest {0} s", "最長 {0} 秒待ち");
    public static readonly Phrase BacklogNone = new("nothing waits", "待ちなし");
    public static readonly Phrase BacklogHidden = new("an open transaction may hide events", "未完了のトランザクションで読めない可能性あり");
    public static readonly Phrase Heartbeats = new("Heartbeats per second", "ハートビート／秒");
    public static readonly Phrase Processes = new("Processes", "プロセス");
    public static readonly Phrase SilosNote = new("silos: {0}, gateways: {1}", "サイロ {0}・ゲートウェイ {1}");
    public static readonly Phrase Queries = new("{0} queries per second", "クエリ {0} 件／秒");
    public static readonly Phrase EventsRate = new("{0} events per second", "イベント {0} 件／秒");
    public static readonly Phrase PlotUsers = new("Users", "ユーザー数");
    public static readonly Phrase PlotRates = new("Per second", "毎秒の件数");
    public static readonly Phrase PlotHeartbeats = new("Heartbeats per second", "ハートビート／秒");
    public static readonly Phrase Logins = new("Logins", "ログイン");
    public static readonly Phrase Closes = new("Closes", "切断");
    public static readonly Phrase Kicks = new("Kicks", "キック");
    public static readonly Phrase SessionsByPlatform = new("Online sessions by platform", "オンラインのセッション（プラットフォーム別）");
    public static readonly Phrase NoSessions = new("Nobody is logged in", "ログイン中の端末はありません");
    public static readonly Phrase NoSessionsLead = new("Sessions appear here with the first login.", "最初のログインで表示されます。");
    public static readonly Phrase Missing = new("These processes did not answer, so what they count is missing: {0}", "応答のないプロセスがあり、その分は集計に含まれません：{0}");
    public static readonly Phrase Spoken = new("{0} users online, {1} reachable by push.", "オンライン {0} 人、プッシュ待受 {1} 人。");
}
