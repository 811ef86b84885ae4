using Reels.Grains.Interfaces.Users;
using Reels.Tests.Api;
using Xunit;

namespace Reels.Tests.Cluster.Users;

[Collection(nameof(ReelsCluster))]
public sealed class SuggestionTests(ReelsCluster cluster)
{
    [Fact]
    public async Task Friends_of_friends_are_suggested_until_they_are_followed()
    {
        var people = await cluster.Stores.PeopleAsync(4);
        var (ann, bob, cid, dan) = (people[0], people[1], people[2], people[3]);
        await User(ann).Follow(bob);
        await User(ann).Follow(cid);
        await User(bob).Follow(dan);
        await User(cid).Follow(dan);
        await User(cid).Follow(ann);

        var suggestion = Assert.Single((await User(ann).GetSuggestions(null, 10))!.Items);
        Assert.Equal((dan, false, 2),
            (suggestion.Person.Summary.Id, suggestion.Person.FollowedByMe!.Value, suggestion.Mutuals));

        await User(ann).Follow(dan);
        Assert.Empty((await cluster.ClientElsewhere.GetGrain<IUserGrain>(ann).GetSuggestions(null, 10))!.Items);
        Assert.Null(await User($"{Guid.NewGuid():N}").GetSuggestions(null, 10));
    }

    [Fact]
    public async Task A_person_without_followees_is_suggested_the_most_followed()
    {
        Assert.SkipWhen(StoresOfTests.AreReal,
            "The people of all tests are in one Neo4j database; SuggestionConformance asserts the order there.");
        var people = await cluster.Stores.PeopleAsync(4);
        foreach (var fan in people[1..])
            await User(fan).Follow(people[0]);
        await User(people[2]).Follow(people[1]);

        var (all, place) = (new List<SuggestionView>(), (SuggestionPosition?)null);
        var newcomer = await cluster.Stores.PersonAsync();
        await User(people[3]).Follow(newcomer);
        do
        {
            var page = (await User(newcomer).GetSuggestions(place, 3))!;
            all.AddRange(page.Items);
            place = page.Next;
        }
        while (place is not null);

        var ids = all.Select(suggestion => suggestion.Person.Summary.Id).ToList();
        Assert.Equal([people[0], people[1]], ids.Where(people.Contains));
        Assert.DoesNotContain(newcomer, ids);
        Assert.All(all, suggestion => Assert.Equal(0, suggestion.Mutuals));
    }

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);
}
