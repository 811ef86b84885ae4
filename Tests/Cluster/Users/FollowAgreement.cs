using Reels.Grains.Interfaces.Users;

namespace Reels.Tests.Cluster.Users;

/// <summary>The rule for follows after any failure: both sides, both activations, lists and counts agree.</summary>
internal static class FollowAgreement
{
    public static async Task AssertAsync(ReelsCluster cluster, IReadOnlyCollection<string> people,
        (string Follower, string Followee) edge, bool follows)
    {
        var edges = await ReadAsync(cluster, people);
        Xunit.Assert.Equal(follows, edges.Contains(edge));
    }

    /// <summary>Read the edges among these people, and check that all sources agree on them.</summary>
    public static async Task<IReadOnlySet<(string Follower, string Followee)>> ReadAsync(ReelsCluster cluster,
        IReadOnlyCollection<string> people)
    {
        var fromFollowers = new HashSet<(string, string)>();
        var fromFollowees = new HashSet<(string, string)>();
        var fromProfiles = new HashSet<(string, string)>();
        foreach (var person in people)
        {
            var here = cluster.Client.GetGrain<IUserGrain>(person);
            var elsewhere = cluster.ClientElsewhere.GetGrain<IUserGrain>(person);
            var following = (await here.GetFollowing(null, null, 100))!.Items.Select(item => item.Person.Summary.Id)
                .ToList();
            var followers = (await elsewhere.GetFollowers(null, null, 100))!.Items.Select(
                item => item.Person.Summary.Id).ToList();
            fromFollowers.UnionWith(following.Select(other => (person, other)));
            fromFollowees.UnionWith(followers.Select(other => (other, person)));
            var profile = await here.GetProfile(null);
            Xunit.Assert.Equal((followers.Count, following.Count), (profile!.Followers, profile.Following));
            foreach (var other in people)
            {
                if ((await here.GetProfile(other))?.Person.FollowedByMe == true)
                    fromProfiles.Add((other, person));
            }
        }

        Xunit.Assert.Equal(fromFollowers, fromFollowees);
        Xunit.Assert.Equal(fromFollowers, fromProfiles);
        return fromFollowers;
    }
}
