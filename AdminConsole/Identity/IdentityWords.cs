using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Identity;

/// <summary>The texts of signing in.</summary>
public static class IdentityWords
{
    public static readonly Phrase SignIn = new("Sign in", "サインイン");
    public static readonly Phrase SignInLead = new("to the console of your presence cluster", "プレゼンスクラスターのコンソール");
    public static readonly Phrase Name = new("Name", "ユーザー名");
    public static readonly Phrase Password = new("Password", "パスワード");
    public static readonly Phrase Wrong = new("The name or the password is wrong.", "ユーザー名またはパスワードが正しくありません。");
    public static readonly Phrase UseToken = new("Use a token of your identity provider", "ID プロバイダーのトークンを使用");
    public static readonly Phrase UsePassword = new("Use a name and password", "ユーザー名とパスワードを使用");
    public static readonly Phrase Token = new("Token (JWT)", "トークン（JWT）");
    public static readonly Phrase WrongToken = new("The token was refused.", "トークンは受け付けられませんでした。");
    public static readonly Phrase TooMany = new("Too many attempts. Try again in a while.", "試行回数が多すぎます。しばらくしてからもう一度お試しください。");
    public static readonly Phrase Expired = new("Your sign-in has ended. Please sign in again.", "サインインの有効期限が切れました。もう一度サインインしてください。");
    public static readonly Phrase FirstTime = new(
        "First time here? The process that was started first has printed the one-time password of “admin”.",
        "初めての方へ：最初に起動したプロセスが「admin」のワンタイムパスワードを表示しています。");
    public static readonly Phrase NewPasswordTitle = new("Choose a new password", "新しいパスワードの設定");
    public static readonly Phrase NewPasswordLead = new(
        "The one-time password has done its work. Choose your own before you go on.",
        "ワンタイムパスワードは初回のみ有効です。続行するには新しいパスワードを設定してください。");
    public static readonly Phrase CurrentPassword = new("Current password", "現在のパスワード");
    public static readonly Phrase NewPassword = new("New password", "新しいパスワード");
    public static readonly Phrase RepeatPassword = new("New password again", "新しいパスワード（確認）");
    public static readonly Phrase PasswordRule = new("At least {0} characters.", "{0} 文字以上。");
    public static readonly Phrase WrongCurrent = new("The current password is wrong.", "現在のパスワードが正しくありません。");
    public static readonly Phrase TooShort = new("The new password is too short.", "新しいパスワードが短すぎます。");
    public static readonly Phrase Differs = new("The two new passwords differ.", "新しいパスワードが一致しません。");
    public static readonly Phrase ChangePassword = new("Change password", "パスワードを変更");
    public static readonly Phrase PasswordChanged = new("Your password was changed.", "パスワードを変更しました。");
    public static readonly Phrase SignOut = new("Sign out", "サインアウト");
    public static readonly Phrase Viewer = new("Viewer", "閲覧者");
    public static readonly Phrase Admin = new("Admin", "管理者");

    public static Phrase Of(OperatorRole role) => role == OperatorRole.Admin ? Admin : Viewer;
}
