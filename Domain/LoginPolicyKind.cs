namespace PresenceCluster.Domain;

/// <summary>The seed's four login policies.</summary>
public enum LoginPolicyKind : byte
{
    /// <summary>One platform of all.</summary>
    Single = 1,

    /// <summary>One native platform, and Web beside it.</summary>
    Dual = 2,

    /// <summary>One mobile platform, one desktop platform, and Web.</summary>
    Triple = 3,

    /// <summary>Every platform beside every other.</summary>
    Multi = 4,
}
