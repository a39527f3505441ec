using PresenceCluster.Gateway.Operators;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>Gives the routes behind <see cref="AccessFilter"/> the sender that it let through.</summary>
internal static class CallerFeature
{
    /// <summary>The caller of a route of an app.</summary>
    public static Caller Caller(this HttpContext context)
        => context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route stands outside the apps' group.");

    /// <summary>The caller of a route of the operators.</summary>
    public static SignedInOperator SignedIn(this HttpContext context)
        => context.Features.Get<SignedInOperator>() ?? throw new InvalidOperationException("This route stands outside the operators' groups.");
}
