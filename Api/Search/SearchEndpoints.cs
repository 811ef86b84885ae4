using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Directory;

namespace Reels.Api.Search;

/// <summary>Finding people by their names.</summary>
internal static class SearchEndpoints
{
    private const char Username = '0';
    private const char Word = '1';
    private const int UserIdLength = 32;

    private static readonly Problem BadQuery = KnownProblems.Invalid("q",
        $"It has 1 to {TextRules.MaxSearch} characters, one of which is no space.");

    public static void MapSearch(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/search", SearchAsync).AllowToken().WithTags("Search")
            .WithSummary("Find people by the start of a name")
            .Answers(BadQuery);

    private static async Task<Results<Ok<ListOf<Person>>, Problem>> SearchAsync(
        string? q, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        if (!TextRules.IsSearch(q))
            return BadQuery;
        var list = $"search/{q}";
        if (Read(cursors, page, list, out var after) is { } problem)
            return problem;
        var found = await grains.GetGrain<IDirectoryGrain>(0)
            .Search(caller?.UserId, q, after, page.Limit, cancellationToken);
        return TypedResults.Ok(
            ListCursors.Of(found, Person.From, found.Next is { } next ? Write(cursors, list, next) : null));
    }

    /// <summary>The position is all text; there is no time in it.</summary>
    private static string Write(Cursors cursors, string list, SearchPosition next) =>
        cursors.Encode(list, DateTimeOffset.UnixEpoch, $"{(next.IsWord ? Word : Username)}{next.UserId}{next.Key}");

    private static Problem? Read(Cursors cursors, PageQuery page, string list, out SearchPosition? after)
    {
        after = null;
        if (page.Cursor is null)
            return null;
        if (!cursors.TryDecode(list, page.Cursor, out _, out var place) || place.Length <= UserIdLength)
            return KnownProblems.InvalidCursor;
        after = new(place[(1 + UserIdLength)..], place[0] == Word, place[1..(1 + UserIdLength)]);
        return null;
    }
}
