using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>Which page of a list: <c>?limit=</c> of 1 to 100, 20 by default, and <c>?cursor=</c>.</summary>
internal sealed class PageQuery : IBound, IEndpointParameterMetadataProvider
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    private static readonly Problem BadLimit = KnownProblems.Invalid("limit",
        $"It must be a whole number from 1 to {MaxLimit}.");

    public int Limit { get; private init; } = DefaultLimit;

    /// <summary>
    /// As sent, null for the first page; <see cref="Cursors"/> tells whether it is one of the list's.
    /// </summary>
    public string? Cursor { get; private init; }

    public Problem? Problem { get; private init; }

    public static ValueTask<PageQuery?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var query = context.Request.Query;
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var sent)
            // The framework's parser also takes NULs after the digits.
            && !(sent.ToString().All(char.IsAsciiDigit) && int.TryParse(sent, CultureInfo.InvariantCulture, out limit)
                && limit is >= 1 and <= MaxLimit))
        {
            return ValueTask.FromResult<PageQuery?>(new() { Problem = BadLimit });
        }

        return ValueTask.FromResult<PageQuery?>(
            new() { Limit = limit, Cursor = query.TryGetValue("cursor", out var cursor) ? cursor.ToString() : null });
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ParameterMetadata("limit", $"Items on a page: 1 to {MaxLimit}.", new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = DefaultLimit,
        }));
        builder.Metadata.Add(
            new ParameterMetadata("cursor", "The nextCursor of the page before; absent for the first page.",
                new() { Type = JsonSchemaType.String }));
        builder.Metadata.Add(new AnswersMetadata([BadLimit, KnownProblems.InvalidCursor]));
    }
}
