using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>The part of a query that one silo owns: its users, and their places in the whole query.</summary>
/// <param name="Owner">The silo; null while no silo hosts users.</param>
/// <param name="UserIds">The users.</param>
/// <param name="Places">For each user, the index in the whole query.</param>
internal readonly record struct OwnerShare(SiloAddress? Owner, ImmutableArray<string> UserIds, int[] Places)
{
    /// <summary>Splits places of a query by owner. It needs two passes and two arrays per owner, and no growing lists.</summary>
    /// <param name="frame">The membership, which knows the owner of each user.</param>
    /// <param name="app">The app.</param>
    /// <param name="userIds">The whole query.</param>
    /// <param name="places">The places to split.</param>
    public static OwnerShare[] Split(ClusterFrame frame, AppId app, ImmutableArray<string> userIds, ReadOnlySpan<int> places)
    {
        var owners = new List<SiloAddress?>(frame.Owners.Length + 1);
        var ownerOf = new int[places.Length];
        var counts = new int[frame.Owners.Length + 1];
        for (var i = 0; i < places.Length; i++)
        {
            var owner = frame.OwnerOf(new UserKey(app, userIds[places[i]]));
            var index = owners.IndexOf(owner);
            if (index < 0)
            {
                index = owners.Count;
                owners.Add(owner);
            }

            ownerOf[i] = index;
            counts[index]++;
        }

        var ids = new string[owners.Count][];
        var shares = new OwnerShare[owners.Count];
        for (var index = 0; index < shares.Length; index++)
        {
            ids[index] = new string[counts[index]];
            shares[index] = new OwnerShare(owners[index], ImmutableCollectionsMarshal.AsImmutableArray(ids[index]), new int[counts[index]]);
        }

        Span<int> filled = counts;
        filled.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            var at = filled[ownerOf[i]]++;
            ids[ownerOf[i]][at] = userIds[places[i]];
            shares[ownerOf[i]].Places[at] = places[i];
        }

        return shares;
    }
}
