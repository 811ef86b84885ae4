using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Http;

/// <summary>
/// The cursors of lists ordered by <see cref="Position"/> or <see cref="PersonPosition"/>, and the answers that carry
/// them.
/// </summary>
internal static class ListCursors
{
    /// <summary>Reads where a page starts; null from the beginning.</summary>
    /// <returns>The problem where the cursor is not one of <paramref name="list"/>.</returns>
    public static Problem? Read(this Cursors cursors, PageQuery page, string list, out Position? position)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        ArgumentNullException.ThrowIfNull(page);
        position = null;
        if (page.Cursor is null)
            return null;
        if (!cursors.TryDecode(list, page.Cursor, out var at, out var key) || !Guid.TryParseExact(key, "N", out var id))
            return KnownProblems.InvalidCursor;
        position = new(at, id);
        return null;
    }

    /// <inheritdoc cref="Read(Cursors, PageQuery, string, out Position?)"/>
    public static Problem? Read(this Cursors cursors, PageQuery page, string list, out PersonPosition? position)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        ArgumentNullException.ThrowIfNull(page);
        position = null;
        if (page.Cursor is null)
            return null;
        if (!cursors.TryDecode(list, page.Cursor, out var at, out var key))
            return KnownProblems.InvalidCursor;
        position = new(at, key);
        return null;
    }

    public static ListOf<TAnswer> List<TItem, TAnswer>(this Cursors cursors, string list, Page<TItem, Position> page,
        Func<TItem, TAnswer> answer)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        ArgumentNullException.ThrowIfNull(page);
        return Of(page, answer,
            page.Next is { } next ? cursors.Encode(list, next.CreatedAt, next.Id.ToString("N")) : null);
    }

    public static ListOf<TAnswer> List<TItem, TAnswer>(this Cursors cursors, string list,
        Page<TItem, PersonPosition> page, Func<TItem, TAnswer> answer)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        ArgumentNullException.ThrowIfNull(page);
        return Of(page, answer, page.Next is { } next ? cursors.Encode(list, next.At, next.UserId) : null);
    }

    /// <summary>A page as it is answered, with a cursor of the list's own making.</summary>
    public static ListOf<TAnswer> Of<TItem, TPosition, TAnswer>(Page<TItem, TPosition> page,
        Func<TItem, TAnswer> answer, string? nextCursor)
        where TPosition : struct
    {
        ArgumentNullException.ThrowIfNull(page);
        return new([.. page.Items.Select(answer)], nextCursor, page.Degraded.IsDefault ? [] : page.Degraded);
    }
}
