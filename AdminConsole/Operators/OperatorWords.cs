using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Operators;

/// <summary>The texts of the operators' page.</summary>
public static class OperatorWords
{
    public static readonly Phrase Lead = new("Who may sign in here. Viewers see everything, admins change everything.", "このコンソールにサインインできる人。閲覧者は閲覧のみ、管理者はすべて変更できます。");
    public static readonly Phrase Add = new("Add operator", "オペレーターを追加");
    public static readonly Phrase Name = new("Name", "ユーザー名");
    public static readonly Phrase NameRule = new("1 to 32 letters, digits, . _ - @", "英数字と . _ - @ で 1～32 文字");
    public static readonly Phrase Role = new("Role", "権限");
    public static readonly Phrase Created = new("Created", "作成日時");
    public static readonly Phrase Password = new("Password", "パスワード");
    public static readonly Phrase Chosen = new("chosen", "設定済み");
    public static readonly Phrase OneTime = new("one-time, not used yet", "ワンタイム（未使用）");
    public static readonly Phrase You = new("you", "自分");
    public static readonly Phrase PasswordTitle = new("One-time password of {0}", "{0} のワンタイムパスワード");
    public static readonly Phrase Reset = new("Reset password", "パスワードをリセット");
    public static readonly Phrase ResetTitle = new("Reset the password of {0}?", "{0} のパスワードをリセットしますか？");
    public static readonly Phrase ResetText = new("The present password and every sign-in with it end at once.", "現在のパスワードと、それによるサインインは直ちに無効になります。");
    public static readonly Phrase MakeAdmin = new("Make admin", "管理者にする");
    public static readonly Phrase MakeViewer = new("Make viewer", "閲覧者にする");
    public static readonly Phrase RemoveTitle = new("Remove {0}?", "{0} を削除しますか？");
    public static readonly Phrase RemoveText = new("Every sign-in of this operator ends within seconds.", "このオペレーターのサインインは数秒以内に無効になります。");
    public static readonly Phrase Removed = new("Removed.", "削除しました。");
}
