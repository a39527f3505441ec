using System.Text.Json;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Operators;

/// <summary>Administrators look after the operators.</summary>
internal sealed class OperatorRoutes(IGrainFactory grains, OperatorDirectory directory, OperatorPasswords passwords, AuditTrail audit, V1Body bodies)
{
    private IOperatorsGrain Grain => grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key);

    // The JSON reader checks the name of a role, but accepts any number.
    private static ProblemResult NoRole => ProblemKind.InvalidOperator.With("The role must be Viewer or Admin.");

    /// <summary>All operators.</summary>
    public IResult List() => TypedResults.Json(
        new OperatorListBody([.. directory.Current.Accounts.OrderBy(account => account.Name, StringComparer.OrdinalIgnoreCase).Select(OperatorBody.From)]),
        V1Json.Default.OperatorListBody);

    /// <summary>Adds one, with a one-time password.</summary>
    public async Task<IResult> AddAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.NewOperatorBody);
        if (body is null)
            return problem!;
        if (!Enum.IsDefined(body.Role))
            return NoRole;
        if (!OperatorRules.IsValidName(body.Name))
            return ProblemKind.InvalidOperator.With("The name must have 1 to 32 letters, digits, or any of . _ - @");
        var password = OperatorPasswords.NewOneTime();
        var account = new OperatorAccount
        {
            Name = body.Name,
            Role = body.Role,
            PasswordHash = passwords.Hash(password),
            MustChangePassword = true,
        };
        return await ShowAsync(
            context,
            await Grain.AddAsync(account, context.RequestAborted),
            AuditAction.OperatorAdded,
            added => (null, RoleOf(added)),
            added => ShowPassword(added, password, StatusCodes.Status201Created));
    }

    /// <summary>Gives one another role.</summary>
    public async Task<IResult> SetRoleAsync(HttpContext context, string name)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.RoleBody);
        if (body is null)
            return problem!;
        if (!Enum.IsDefined(body.Role))
            return NoRole;
        var before = directory.Current.Find(name);
        return await ShowAsync(
            context,
            await Grain.SetRoleAsync(name, body.Role, context.RequestAborted),
            AuditAction.OperatorRoleChanged,
            changed => (before is null ? null : RoleOf(before), RoleOf(changed)),
            changed => TypedResults.Json(OperatorBody.From(changed), V1Json.Default.OperatorBody));
    }

    /// <summary>Gives one a one-time password in the place of a forgotten one.</summary>
    public async Task<IResult> ResetPasswordAsync(HttpContext context, string name)
    {
        var password = OperatorPasswords.NewOneTime();
        var reply = await Grain.SetPasswordAsync(name, passwords.Hash(password), mustChange: true, expectedStamp: null, context.RequestAborted);
        return await ShowAsync(
            context, reply, AuditAction.OperatorPasswordReset, _ => default, changed => ShowPassword(changed, password, StatusCodes.Status200OK));
    }

    /// <summary>Removes one.</summary>
    public async Task<IResult> RemoveAsync(HttpContext context, string name)
        => await ShowAsync(
            context,
            await Grain.RemoveAsync(name, context.RequestAborted),
            AuditAction.OperatorRemoved,
            removed => (RoleOf(removed), null),
            _ => TypedResults.NoContent());

    private static string RoleOf(OperatorAccount account) => JsonSerializer.Serialize(new RoleBody { Role = account.Role }, V1Json.Default.RoleBody);

    private static IResult ShowPassword(OperatorAccount account, string password, int status)
        => TypedResults.Json(new OneTimePasswordBody(OperatorBody.From(account), password), V1Json.Default.OneTimePasswordBody, statusCode: status);

    private async Task<IResult> ShowAsync(
        HttpContext context,
        OperatorChangeReply reply,
        AuditAction action,
        Func<OperatorAccount, (string? Before, string? After)> describe,
        Func<OperatorAccount, IResult> show)
    {
        if (reply is OperatorChangeReply.Changed { Account: var account })
        {
            var (before, after) = describe(account);
            await audit.NoteAsync(context, action, app: null, account.Name, before, after);
            return show(account);
        }

        return reply switch
        {
            OperatorChangeReply.Exists => ProblemKind.OperatorExists.With(),
            OperatorChangeReply.Unknown => ProblemKind.UnknownOperator.With(),
            OperatorChangeReply.LastAdmin => ProblemKind.LastAdmin.With(),
            OperatorChangeReply.Full => ProblemKind.TooManyOperators.With($"The limit is {OperatorRules.OperatorsMax}."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
