using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>The texts of the login policy's page, and the names of an app's settings.</summary>
public static class PolicyWords
{
    public static readonly Phrase Lead = new("Who may be online beside whom. The newest login always wins.", "同時にオンラインにできる端末の組み合わせ。常に新しいログインが優先されます。");
    public static readonly Phrase Single = new("Single platform", "シングルプラットフォーム");
    public static readonly Phrase SingleLead = new("One device platform at a time, Web included.", "Web を含め、同時に 1 プラットフォームのみ。");
    public static readonly Phrase Dual = new("Dual platform", "デュアルプラットフォーム");
    public static readonly Phrase DualLead = new("One mobile or desktop platform, and Web beside it.", "モバイルまたはデスクトップ 1 つと Web。");
    public static readonly Phrase Triple = new("Triple platform", "トリプルプラットフォーム");
    public static readonly Phrase TripleLead = new("One mobile, one desktop, and Web.", "モバイル 1 つ、デスクトップ 1 つと Web。");
    public static readonly Phrase Multi = new("Multi platform", "マルチプラットフォーム");
    public static readonly Phrase MultiLead = new("Every platform beside every other.", "すべてのプラットフォームを同時に利用可能。");
    public static readonly Phrase Matrix = new("Platforms and exclusion groups", "プラットフォームと排他グループ");
    public static readonly Phrase MatrixLead = new("Of the platforms joined in one block, one is online at a time. Mini programs count as Web.", "1 つのブロックにまとめられたプラットフォームは、同時に 1 つだけオンラインになれます。ミニプログラムは Web として扱われます。");
    public static readonly Phrase GroupOf = new("one of: {0}", "いずれか 1 つ：{0}");
    public static readonly Phrase Current = new("in force", "適用中");
    public static readonly Phrase Caps = new("Devices per platform", "プラットフォームごとの端末数");
    public static readonly Phrase CapsStandard = new("Standard edition: native platforms have one device each, Web up to 10.", "Standard エディション：ネイティブは各 1 台、Web は 10 台まで。");
    public static readonly Phrase CapsUltimate = new("Ultimate edition: native platforms up to 3 devices each, Web up to 10.", "Ultimate エディション：ネイティブは各 3 台、Web は 10 台まで。");
    public static readonly Phrase Fewer = new("Fewer devices: {0}", "端末数を減らす：{0}");
    public static readonly Phrase More = new("More devices: {0}", "端末数を増やす：{0}");
    public static readonly Phrase Timings = new("Timings", "タイミング");
    public static readonly Phrase TimingsLead = new("In seconds. Clients are told their interval at the next login.", "単位は秒。ハートビート間隔は次回ログイン時にクライアントへ通知されます。");
    public static readonly Phrase Seconds = new("s", "秒");
    public static readonly Phrase Minutes = new("min", "分");
    public static readonly Phrase Hours = new("h", "時間");
    public static readonly Phrase Days = new("d", "日");
    public static readonly Phrase RuleShorter = new("“{0}” must be shorter than “{1}”.", "「{0}」は「{1}」より短くしてください。");
    public static readonly Phrase RuleWithin = new("“{0}” must be {1} to {2}.", "「{0}」は {1}～{2} にしてください。");
    public static readonly Phrase RuleCap = new("{0} may have 1 to {1} devices.", "{0} の端末数は 1～{1} 台です。");
    public static readonly Phrase RuleUltimate = new("Only the Ultimate edition allows more than one device on {0}.", "{0} を 2 台以上にできるのは Ultimate エディションのみです。");
    public static readonly Phrase NativeInterval = new("Heartbeat, native", "ハートビート間隔（ネイティブ）");
    public static readonly Phrase NativeIntervalHint = new("how often apps send one", "アプリの送信間隔");
    public static readonly Phrase NativeTimeout = new("Time-out, native", "タイムアウト（ネイティブ）");
    public static readonly Phrase NativeTimeoutHint = new("silence that ends a connection", "この時間の無通信で切断");
    public static readonly Phrase WebInterval = new("Heartbeat, Web", "ハートビート間隔（Web）");
    public static readonly Phrase WebIntervalHint = new("pages and mini programs", "Web とミニプログラム");
    public static readonly Phrase WebTimeout = new("Time-out, Web", "タイムアウト（Web）");
    public static readonly Phrase WebTimeoutHint = new("pages and mini programs", "Web とミニプログラム");
    public static readonly Phrase Retention = new("PushOnline retention", "プッシュ待受の保持期間");
    public static readonly Phrase RetentionHint = new("then a phone counts as offline", "経過後はオフライン扱い");
    public static readonly Phrase MacPush = new("A Mac stays PushOnline after its app was killed", "Mac アプリ強制終了後もプッシュ待受とする");
    public static readonly Phrase WhatIf = new("What if", "シミュレーション");
    public static readonly Phrase WhatIfLead = new("Tried in your browser, with the settings above as they stand on this page, by the same code that the servers run.", "このページ上の設定（未保存を含む）を使い、サーバーと同じコードでブラウザー内で試します。");
    public static readonly Phrase LogIn = new("Log in a device:", "端末をログインさせる：");
    public static readonly Phrase DevicesOnline = new("Online now", "現在オンライン");
    public static readonly Phrase NobodyOnline = new("Nobody yet. Log a device in.", "オンラインの端末はありません。端末をログインさせてください。");
    public static readonly Phrase LogOut = new("Log out {0}", "{0} をログアウト");
    public static readonly Phrase Next = new("The next login …", "次のログインで…");
    public static readonly Phrase NextOn = new("Next login on", "次のログイン");
    public static readonly Phrase PushesOut = new("pushes out", "強制ログアウトされる端末");
    public static readonly Phrase NobodyPushed = new("nobody", "なし");
    public static readonly Phrase ToldReplaced = new("Whoever is pushed out is told {0}", "強制ログアウトされた端末には {0} が通知されます");
    public static readonly Phrase StartAgain = new("Start again", "最初から");
    public static readonly Phrase Unsaved = new("There are changes that are not saved.", "保存されていない変更があります。");
    public static readonly Phrase EnforceNow = new("Enforce now: push out who is online against the new policy", "今すぐ適用：新しいポリシーに反する端末を強制ログアウトする");
    public static readonly Phrase SavedNext = new("Saved. It counts from the next login on.", "保存しました。次回ログインから適用されます。");
    public static readonly Phrase SavedNow = new("Saved, and being enforced on everyone who is online.", "保存しました。オンラインの全端末に適用しています。");
    public static readonly Phrase ConflictTitle = new("Somebody else saved first", "他のオペレーターが先に保存しました");
    public static readonly Phrase ConflictLead = new("The settings changed while you were editing. Your changes, on top of theirs, would do this:", "編集中に設定が変更されました。あなたの変更を相手の設定に重ねると、次のようになります：");
    public static readonly Phrase ConflictSame = new("Their settings already have everything that you changed.", "あなたの変更はすべて相手の設定に含まれています。");
    public static readonly Phrase Theirs = new("Theirs", "相手の設定");
    public static readonly Phrase Mine = new("Yours", "あなたの設定");
    public static readonly Phrase TakeTheirs = new("Take theirs", "相手の設定を読み込む");
    public static readonly Phrase Overwrite = new("Save mine on top", "自分の変更を重ねて保存");
    public static readonly Phrase History = new("History", "変更履歴");
    public static readonly Phrase HistoryEmpty = new("Nothing has been changed yet", "変更はまだありません");
    public static readonly Phrase Version = new("Version {0}", "バージョン {0}");
    public static readonly Phrase Created = new("created", "作成");
    public static readonly Phrase FromConfiguration = new("configuration", "構成ファイル");
    public static readonly Phrase KeysOnly = new("keys or details of endpoints changed", "キーまたはエンドポイントの詳細の変更");
    public static readonly Phrase ReturnTo = new("Return to this", "この設定に戻す");
    public static readonly Phrase ReturnTitle = new("Return to version {0}?", "バージョン {0} に戻しますか？");
    public static readonly Phrase ReturnText = new("Login policy, caps and timings become what they were. Keys and administrators stay as they are now.", "ログインポリシー、端末数、タイミングを当時の値に戻します。キーと管理者は現在のままです。");
    public static readonly Phrase Name = new("Name", "名前");
    public static readonly Phrase Edition = new("Edition", "エディション");
    public static readonly Phrase Policy = new("Login policy", "ログインポリシー");
    public static readonly Phrase Cap = new("Devices", "端末数");
    public static readonly Phrase ClientStatus = new("Clients may query the status of users", "クライアントからのユーザーステータス照会を許可する");
    public static readonly Phrase Harmony = new("Spelling of HarmonyOS", "HarmonyOS の表記");
    public static readonly Phrase Administrators = new("REST administrators", "REST 管理者");
    public static readonly Phrase SecretKeys = new("Secret keys", "シークレットキー");
    public static readonly Phrase Endpoints = new("Webhook endpoints", "Webhook エンドポイント");
    public static readonly Phrase Jwt = new("JWT issuer", "JWT 発行者");

    /// <summary>The author of a change: an operator, by name, or the configuration at start-up.</summary>
    public static Phrase OfWho(string who) => who == FromConfiguration.English ? FromConfiguration : Phrase.Name(who);

    public static Phrase Of(LoginPolicyKind kind) => kind switch
    {
        LoginPolicyKind.Single => Single,
        LoginPolicyKind.Dual => Dual,
        LoginPolicyKind.Triple => Triple,
        _ => Multi,
    };

    public static Phrase LeadOf(LoginPolicyKind kind) => kind switch
    {
        LoginPolicyKind.Single => SingleLead,
        LoginPolicyKind.Dual => DualLead,
        LoginPolicyKind.Triple => TripleLead,
        _ => MultiLead,
    };
}
