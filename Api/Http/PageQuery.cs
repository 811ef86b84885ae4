using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list. A page may be short or empty before the end.</param>
/// <param name="NextCursor">The cursor of the next page. Only null means the end.</param>
/// <param name="Degraded">Names of the parts that could not be read; normally empty.</param>
internal sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor, ImmutableArray<string> Degraded);

/// <summary>
/// The page of a list that a request asks for: <c>?limit=</c> of 1 to 100, 20 by default, and <c>?cursor=</c>.
/// </summary>
internal sealed class PageQuery : IBound, IEndpointParameterMetadataProvider
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    private static readonly Problem BadLimit = KnownProblems.Invalid("limit",
        $"The limit must be a whole number from 1 to {MaxLimit}.");

    private readonly Cursors _cursors;
    private readonly string? _cursor;

    private PageQuery(Cursors cursors, string? cursor) => (_cursors, _cursor) = (cursors, cursor);

    /// <summary>The most items that the page may have.</summary>
    public int Limit { get; private init; } = DefaultLimit;

    public Problem? Problem { get; private init; }

    public static ValueTask<PageQuery?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var query = context.Request.Query;
        var cursors = context.RequestServices.GetRequiredService<Cursors>();
        var cursor = query.TryGetValue("cursor", out var cursorText) ? cursorText.ToString() : null;
        if (!query.TryGetValue("limit", out var limitText))
            return ValueTask.FromResult<PageQuery?>(new(cursors, cursor));

        // The framework's parser also accepts NULs after the digits.
        var page = limitText.ToString().All(char.IsAsciiDigit)
            && int.TryParse(limitText, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? new PageQuery(cursors, cursor) { Limit = limit }
            : new PageQuery(cursors, cursor) { Problem = BadLimit };
        return ValueTask.FromResult<PageQuery?>(page);
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        var limit = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = DefaultLimit,
        };
        builder.Metadata.Add(
            new ParameterMetadata("limit", $"The most items on a page: 1 to {MaxLimit}.", limit));
        builder.Metadata.Add(
            new ParameterMetadata("cursor", "The nextCursor of the previous page. Omit it for the first page.",
                new OpenApiSchema { Type = JsonSchemaType.String }));
        builder.Metadata.Add(new AnswersMetadata([BadLimit, KnownProblems.InvalidCursor]));
    }

    /// <summary>Reads the page and answers it; 400 where the cursor was not made for this list.</summary>
    /// <param name="list">The list that cursors belong to: its kind and owner, such as <c>reels/{userId}</c>.</param>
    /// <param name="form">How the list's positions are written into cursors.</param>
    /// <param name="read">Reads at most so many items from a position on; null is the beginning. Called only with a
    /// valid cursor, since an invalid one is answered before anything that is missing.</param>
    /// <param name="shape">The HTTP shape of an item.</param>
    /// <param name="missing">The answer where <paramref name="read"/> returns null.</param>
    public Task<Results<Ok<ListOf<TShape>>, Problem>> AnswerAsync<TPosition, TItem, TShape>(
        string list, CursorForm<TPosition> form, Func<TPosition?, int, Task<Page<TItem, TPosition>?>> read,
        Func<TItem, TShape> shape, Problem? missing = null)
        where TPosition : struct =>
        AnswerAsync(list, form,
            async (position, limit) => (await read(position, limit), missing ?? KnownProblems.NotFound), shape);

    /// <summary>As above, where <c>read</c> returns the problem to answer instead of a missing page.</summary>
    public async Task<Results<Ok<ListOf<TShape>>, Problem>> AnswerAsync<TPosition, TItem, TShape>(
        string list, CursorForm<TPosition> form,
        Func<TPosition?, int, Task<(Page<TItem, TPosition>? Page, Problem Missing)>> read, Func<TItem, TShape> shape)
        where TPosition : struct
    {
        TPosition? position = null;
        if (_cursor is not null && (position = form.Decode(_cursors, list, _cursor)) is null)
            return KnownProblems.InvalidCursor;
        var (page, missing) = await read(position, Limit);
        if (page is null)
            return missing;
        return TypedResults.Ok(new ListOf<TShape>(
            [.. page.Items.Select(shape)],
            page.Next is { } next ? form.Encode(_cursors, list, next) : null,
            page.Degraded.IsDefault ? [] : page.Degraded));
    }
}
