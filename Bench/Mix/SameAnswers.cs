using System.Text.RegularExpressions;

namespace Reels.Bench.Mix;

/// <summary>Whether two servers answer the same, but for times and cursors.</summary>
internal static partial class SameAnswers
{
    /// <returns>The reels and the bytes of a first page.</returns>
    public static async Task<(int Reels, int Bytes)> AssertAsync(ServerProcess one, ServerProcess other)
    {
        var last = "";
        foreach (var person in new[] { 0, 1, 500, 999 })
            last = await AssertAsync(one, other, person, "/api/reels/feed");
        await AssertAsync(one, other, 1, $"/api/comments/{MixData.ReelId(MixData.Reels - 1)}");
        await AssertAsync(one, other, 1, $"/api/comments/{MixData.ReelId(MixData.Reels - MixData.Commented)}");
        return (Regex.Count(last, "\"coverUrl\""), last.Length);
    }

    public static async Task<string> GetAsync(ServerProcess server, int person, string path)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.TokenOf(person));
        return await http.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    private static async Task<string> AssertAsync(ServerProcess one, ServerProcess other, int person, string path)
    {
        var (answer, expected) = (await GetAsync(one, person, path), await GetAsync(other, person, path));
        return Mask(answer) == Mask(expected) ? answer : throw new InvalidOperationException(
            $"{path} of person {person} differs.\n{one.Name}: {answer}\n{other.Name}: {expected}");
    }

    private static string Mask(string answer) => Changing().Replace(answer, "");

    [GeneratedRegex("\"(createdAt|nextCursor)\":\"[^\"]*\"")]
    private static partial Regex Changing();
}
