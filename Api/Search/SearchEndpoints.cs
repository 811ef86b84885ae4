using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Directory;

namespace Reels.Api.Search;

/// <summary>Searching users by name.</summary>
internal static class SearchEndpoints
{
    private const char Username = '0';
    private const char Word = '1';
    private const int UserIdLength = 32;

    private static readonly Problem BadQuery = KnownProblems.Invalid("q",
        $"The search must have 1 to {TextRules.MaxSearch} characters, at least one of them not a space.");

    /// <summary>A position has no time: its kind, user id and name make up the key.</summary>
    private static readonly CursorForm<SearchPosition> Form = new(
        position => (DateTimeOffset.UnixEpoch,
            $"{(position.IsWord ? Word : Username)}{position.UserId}{position.Key}"),
        (_, key) => key.Length > UserIdLength
            ? new SearchPosition(key[(1 + UserIdLength)..], key[0] == Word, key[1..(1 + UserIdLength)])
            : null);

    public static void MapSearch(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/search", SearchAsync).WithName("searchUsers").AllowToken().WithTags("Search")
            .WithSummary("Search users by the start of a name")
            .Answers(BadQuery);

    private static async Task<Results<Ok<ListOf<Person>>, Problem>> SearchAsync(
        string? q, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!TextRules.IsSearch(q))
            return BadQuery;
        return await page.AnswerAsync($"search/{q}", Form,
            async (after, limit) => await grains.GetGrain<IDirectoryGrain>(0)
                .Search(caller?.UserId, q, after, limit, cancellationToken),
            Person.From);
    }
}
