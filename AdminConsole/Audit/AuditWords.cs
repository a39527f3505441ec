using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Audit;

/// <summary>What the audit log's page says.</summary>
public static class AuditWords
{
    public static readonly Phrase Lead = new("Who changed what, and when. Newest first.", "誰が、いつ、何を変更したか（新しい順）。");
    public static readonly Phrase At = new("When", "日時");
    public static readonly Phrase Who = new("Who", "実行者");
    public static readonly Phrase What = new("What", "内容");
    public static readonly Phrase App = new("App", "アプリ");
    public static readonly Phrase Older = new("Older entries", "さらに表示");
    public static readonly Phrase Empty = new("Nothing has been changed yet", "変更はまだありません");
}
