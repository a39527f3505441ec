using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>Neighbouring platforms of one exclusion group, as the matrix draws them: one block.</summary>
public sealed record ExclusionBlock(int Group, ImmutableArray<Platform> Platforms)
{
    /// <summary>The blocks of a policy, from left to right; groups are numbered from 1 in the order in which they appear.</summary>
    public static ImmutableArray<ExclusionBlock> Of(LoginPolicyKind kind)
    {
        var blocks = ImmutableArray.CreateBuilder<ExclusionBlock>();
        List<char> groups = [];
        foreach (var platform in Domain.Platforms.Capped)
        {
            var letter = LoginPolicy.ExclusionGroup(kind, platform);
            if (!groups.Contains(letter))
                groups.Add(letter);
            var group = groups.IndexOf(letter) + 1;
            if (blocks.Count > 0 && blocks[^1].Group == group)
                blocks[^1] = blocks[^1] with { Platforms = blocks[^1].Platforms.Add(platform) };
            else
                blocks.Add(new ExclusionBlock(group, [platform]));
        }

        return blocks.ToImmutable();
    }
}
