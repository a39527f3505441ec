using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Processes;

/// <summary>The texts of the cluster's page.</summary>
public static class ProcessWords
{
    public static readonly Phrase Lead = new("The processes of the installation, and how busy they are.", "システムを構成するプロセスとその負荷。");
    public static readonly Phrase Name = new("Process", "プロセス");
    public static readonly Phrase Role = new("Role", "役割");
    public static readonly Phrase Status = new("Status", "状態");
    public static readonly Phrase Version = new("Version, started", "バージョン・起動");
    public static readonly Phrase Connections = new("Connections", "接続数");
    public static readonly Phrase ActiveUsers = new("Active users", "アクティブユーザー");
    public static readonly Phrase Heartbeats = new("Heartbeats/s", "ハートビート／秒");
    public static readonly Phrase Load = new("CPU, memory", "CPU・メモリー");
    public static readonly Phrase Draining = new("draining", "ドレイン中");
    public static readonly Phrase Empty = new("drained", "ドレイン完了");
    public static readonly Phrase Active = new("active", "稼働中");
    public static readonly Phrase Unresponsive = new("not answering", "応答なし");
    public static readonly Phrase Starting = new("starting", "起動中");
    public static readonly Phrase Stopping = new("stopping", "停止中");
    public static readonly Phrase Silo = new("Silo", "サイロ");
    public static readonly Phrase Gateway = new("Gateway", "ゲートウェイ");
    public static readonly Phrase Drain = new("Drain", "ドレイン");
    public static readonly Phrase StopDrain = new("Resume", "再開");
    public static readonly Phrase DrainTitle = new("Drain {0}?", "{0} をドレインしますか？");
    public static readonly Phrase DrainText = new("It takes no new connections, and asks the {0} that are open, one after another, to connect elsewhere. No user's status changes if their client follows.", "新しい接続を受け付けず、現在の {0} 接続に順次、別のゲートウェイへの再接続を促します。クライアントが従えばユーザーの状態は変わりません。");
    public static readonly Phrase ClientIsTold = new("Clients are told {0}.", "クライアントには {0} が通知されます。");
    public static readonly Phrase LastGateway = new("It is the only gateway that takes connections: clients will have nowhere to go.", "接続を受け付けている唯一のゲートウェイです。クライアントの移動先がありません。");
    public static readonly Phrase DrainStarted = new("Draining has begun. Watch the connections go down.", "ドレインを開始しました。接続数の減少を確認してください。");
    public static readonly Phrase DrainStopped = new("It takes connections again.", "接続の受付を再開しました。");

    /// <summary>Where a process is in its life.</summary>
    public static Phrase OfStatus(string status) => status switch
    {
        "Active" => Active,
        "Unresponsive" => Unresponsive,
        "Created" or "Joining" => Starting,
        "ShuttingDown" or "Stopping" => Stopping,
        _ => Phrase.Name(status),
    };

    /// <summary>The role of a process.</summary>
    public static Phrase OfRole(string role) => role == "Silo" ? Silo : Gateway;
}
