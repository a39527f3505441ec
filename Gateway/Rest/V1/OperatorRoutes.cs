using PresenceCluster.Cluster.Operators;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Administrators look after the operators.</summary>
internal sealed class OperatorRoutes(IGrainFactory grains, OperatorDirectory directory, OperatorPasswords passwords, V1Body bodies)
{
    private IOperatorsGrain Grain => grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key);

    // The name of a role is checked by the reader of the document; a number is not.
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
        return Show(await Grain.AddAsync(account, context.RequestAborted), added => ShowPassword(added, password, StatusCodes.Status201Created));
    }

    /// <summary>Gives one another role.</summary>
    public async Task<IResult> SetRoleAsync(HttpContext context, string name)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.RoleBody);
        if (body is null)
            return problem!;
        return Enum.IsDefined(body.Role)
            ? Show(
                await Grain.SetRoleAsync(name, body.Role, context.RequestAborted),
                changed => TypedResults.Json(OperatorBody.From(changed), V1Json.Default.OperatorBody))
            : NoRole;
    }

    /// <summary>Gives one a one-time password in the place of a forgotten one.</summary>
    public async Task<IResult> ResetPasswordAsync(HttpContext context, string name)
    {
        var password = OperatorPasswords.NewOneTime();
        var reply = await Grain.SetPasswordAsync(name, passwords.Hash(password), mustChange: true, expectedStamp: null, context.RequestAborted);
        return Show(reply, changed => ShowPassword(changed, password, StatusCodes.Status200OK));
    }

    /// <summary>Removes one.</summary>
    public async Task<IResult> RemoveAsync(HttpContext context, string name)
        => Show(await Grain.RemoveAsync(name, context.RequestAborted), _ => TypedResults.NoContent());

    private static IResult ShowPassword(OperatorAccount account, string password, int status)
        => TypedResults.Json(new OneTimePasswordBody(OperatorBody.From(account), password), V1Json.Default.OneTimePasswordBody, statusCode: status);

    private static IResult Show(OperatorChangeReply reply, Func<OperatorAccount, IResult> show) => reply switch
    {
        OperatorChangeReply.Changed changed => show(changed.Account),
        OperatorChangeReply.Exists => ProblemKind.OperatorExists.With(),
        OperatorChangeReply.Unknown => ProblemKind.UnknownOperator.With(),
        OperatorChangeReply.LastAdmin => ProblemKind.LastAdmin.With(),
        OperatorChangeReply.Full => ProblemKind.TooManyOperators.With($"The limit is {OperatorRules.OperatorsMax}."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
