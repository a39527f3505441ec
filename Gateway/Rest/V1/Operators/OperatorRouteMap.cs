using PresenceCluster.Gateway.Rest.V1.Apps;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Operators;

/// <summary>The routes of operators, and of apps as a whole, with the description of each for the OpenAPI document.</summary>
internal static class OperatorRouteMap
{
    public static void MapSignIn(this RouteGroupBuilder group, SignInRoutes signIn)
        => group.MapPost("", (Delegate)signIn.SignInAsync)
            .WithName("signIn").WithTags("Operators").WithSummary("Signs an operator in.")
            .WithBody<SignInBody>().Produces<SignedInBody>()
            .WithProblems(ProblemKind.UnreadableBody, ProblemKind.WrongPassword, ProblemKind.BodyTooLarge, ProblemKind.TooManySignIns);

    public static void MapOneself(this RouteGroupBuilder group, SignInRoutes signIn)
    {
        group.MapPost("/sign-in/renew", (HttpContext context) => signIn.Renew(context))
            .WithName("renewSignIn").WithTags("Operators").WithSummary("A fresh token for one that is still valid.")
            .Produces<SignedInBody>().WithProblems(ProblemKind.ExternalOperator);
        group.MapGet("/me", (HttpContext context) => signIn.Me(context))
            .WithName("getMe").WithTags("Operators").WithSummary("Who makes the call.")
            .Produces<OperatorBody>();
        group.MapPost("/me/password", (Delegate)signIn.ChangePasswordAsync)
            .WithName("changePassword").WithTags("Operators").WithSummary("Changes one's own password; every earlier token ends.")
            .WithBody<PasswordBody>().Produces<SignedInBody>()
            .WithProblems(
                ProblemKind.UnreadableBody, ProblemKind.WrongPassword, ProblemKind.BodyTooLarge, ProblemKind.ExternalOperator,
                ProblemKind.InvalidOperator, ProblemKind.TooManySignIns);
    }

    public static void MapOperators(this RouteGroupBuilder group, OperatorRoutes operators)
    {
        group.MapGet("", () => operators.List())
            .WithName("getOperators").WithTags("Operators").WithSummary("All operators.")
            .Produces<OperatorListBody>();
        group.MapPost("", (Delegate)operators.AddAsync)
            .WithName("addOperator").WithTags("Operators").WithSummary("Adds an operator with a one-time password, which is shown this once.")
            .WithBody<NewOperatorBody>().Produces<OneTimePasswordBody>(StatusCodes.Status201Created)
            .WithProblems(
                ProblemKind.UnreadableBody, ProblemKind.BodyTooLarge, ProblemKind.OperatorExists, ProblemKind.TooManyOperators,
                ProblemKind.InvalidOperator);
        group.MapPut("/{name}", (HttpContext context, string name) => operators.SetRoleAsync(context, name))
            .WithName("putOperator").WithTags("Operators").WithSummary("Gives an operator another role; the operator's tokens end.")
            .WithBody<RoleBody>().Produces<OperatorBody>()
            .WithProblems(ProblemKind.UnreadableBody, ProblemKind.BodyTooLarge, ProblemKind.UnknownOperator, ProblemKind.LastAdmin);
        group.MapPost("/{name}/reset-password", (HttpContext context, string name) => operators.ResetPasswordAsync(context, name))
            .WithName("resetOperatorPassword").WithTags("Operators").WithSummary("Gives an operator a one-time password, which is shown this once.")
            .Produces<OneTimePasswordBody>().WithProblems(ProblemKind.UnknownOperator);
        group.MapDelete("/{name}", (HttpContext context, string name) => operators.RemoveAsync(context, name))
            .WithName("removeOperator").WithTags("Operators").WithSummary("Removes an operator; the operator's tokens end.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(ProblemKind.UnknownOperator, ProblemKind.LastAdmin);
    }

    public static void MapAppList(this RouteGroupBuilder group, AppListRoutes apps)
    {
        group.MapGet("/apps", () => apps.List())
            .WithName("getApps").WithTags("App").WithSummary("All apps.")
            .Produces<AppListBody>();
        group.MapPost("/apps", (Delegate)apps.CreateAsync)
            .WithName("createApp").WithTags("App").WithSummary("Creates an app with a key of its own, which is shown this once.")
            .WithBody<NewAppBody>().Produces<CreatedAppBody>(StatusCodes.Status201Created)
            .WithProblems(ProblemKind.UnreadableBody, ProblemKind.AppExists, ProblemKind.BodyTooLarge, ProblemKind.InvalidSettings);
    }

    public static void MapKeys(this RouteGroupBuilder group, KeyRoutes keys)
    {
        group.MapPost("/keys", (HttpContext context, string app) => keys.AddAsync(context))
            .WithName("addKey").WithTags("App").WithSummary("Adds a key in front of the others, which is shown this once; at most four.")
            .Produces<NewKeyBody>().WithProblems(ProblemKind.UnknownApp, ProblemKind.StaleVersion, ProblemKind.InvalidSettings);
        group.MapDelete("/keys/{index:int}", (HttpContext context, string app, int index) => keys.RemoveAsync(context, index))
            .WithName("removeKey").WithTags("App").WithSummary("Removes the key at an index, from 0; never the last one.")
            .Produces<KeyListBody>().WithIfMatch().WithProblems(ProblemKind.UnknownKey);
    }
}
