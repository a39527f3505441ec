using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Operators;

/// <summary>Signs operators in, renews their tokens and changes their passwords.</summary>
internal sealed class SignInRoutes(
    IGrainFactory grains,
    OperatorDirectory directory,
    OperatorPasswords passwords,
    OperatorTokens tokens,
    SignInFailures failures,
    TimeProvider time,
    AuditTrail audit,
    V1Body bodies)
{
    /// <summary>Signs in with name and password.</summary>
    public async Task<IResult> SignInAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.SignInBody);
        if (body is null)
            return problem!;
        if (!directory.Loaded.IsCompletedSuccessfully)
            return ProblemKind.Unavailable.With();
        var account = OperatorRules.IsValidName(body.Name) ? directory.Current.Find(body.Name) : null;
        return await CheckPasswordAsync(context, account, body.Name, body.Password) ?? Show(account!, time.GetUtcNow());
    }

    /// <summary>A fresh token for one that is still valid.</summary>
    public IResult Renew(HttpContext context)
    {
        var signedIn = context.SignedIn();
        return signedIn.Account is { } account ? Show(account, signedIn.SignedInAt) : ProblemKind.ExternalOperator.With();
    }

    /// <summary>The sender of the call.</summary>
    public IResult Me(HttpContext context) => TypedResults.Json(OperatorBody.From(context.SignedIn()), V1Json.Default.OperatorBody);

    /// <summary>Changes the caller's own password. Afterwards only the token in the answer is valid.</summary>
    public async Task<IResult> ChangePasswordAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.PasswordBody);
        if (body is null)
            return problem!;
        if (context.SignedIn().Account is not { } account)
            return ProblemKind.ExternalOperator.With();
        if (await CheckPasswordAsync(context, account, account.Name, body.Current) is { } refused)
            return refused;
        if (OperatorRules.FindFault(account.Name, body.New) is { } fault)
            return ProblemKind.InvalidOperator.With(fault);
        if (body.New == body.Current)
            return ProblemKind.InvalidOperator.With("The new password must be another one.");

        var reply = await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key).SetPasswordAsync(
            account.Name, passwords.Hash(body.New), mustChange: false, account.Stamp, context.RequestAborted);
        if (reply is not OperatorChangeReply.Changed changed)
            return ProblemKind.Unauthorized.With("The operator was changed meanwhile; sign in again.");
        await audit.NoteAsync(context, AuditAction.OperatorPasswordChanged, app: null, account.Name);
        return Show(changed.Account, time.GetUtcNow());
    }

    private async ValueTask<IResult?> CheckPasswordAsync(HttpContext context, OperatorAccount? account, string name, string password)
    {
        var site = SignInFailures.SiteOf(context.Connection.RemoteIpAddress);
        // A text that cannot be a name is not stored: it may be as long as a body.
        var counted = OperatorRules.IsValidName(name) ? name : null;
        if (failures.FindPause(counted, site) is { } pause)
            return TooMany(pause);
        // Counted before the result is known, so that many attempts at once do not evade the limit.
        failures.Add(counted, site);
        switch (password.Length <= OperatorRules.PasswordCharsMax ? await passwords.VerifyAsync(account, password, context.RequestAborted) : false)
        {
            case null:
                failures.Withdraw(counted, site);
                return TooMany(TimeSpan.FromSeconds(1));
            case false:
                return ProblemKind.WrongPassword.With();
            default:
                failures.Forgive(name, site);
                return null;
        }
    }

    private static ProblemResult TooMany(TimeSpan pause)
        => new(ProblemKind.TooManySignIns.With().Problem) { RetryAfter = pause };

    private IResult Show(OperatorAccount account, DateTimeOffset signedInAt)
    {
        var token = tokens.Issue(account, signedInAt);
        return TypedResults.Json(new SignedInBody(token.Text, token.ExpiresAt, OperatorBody.From(account)), V1Json.Default.SignedInBody);
    }
}
