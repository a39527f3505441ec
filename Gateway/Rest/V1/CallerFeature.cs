namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Gives routes behind <see cref="AdministratorFilter"/> the caller that it let through.</summary>
internal static class CallerFeature
{
    public static Caller Caller(this HttpContext context)
        => context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route stands outside the administrators' group.");
}
