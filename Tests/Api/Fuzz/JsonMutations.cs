using System.Text;

namespace Reels.Tests.Api.Fuzz;

/// <summary>Turns a valid JSON body into one that is wrong in some way.</summary>
internal static class JsonMutations
{
    private const int OverTheLimit = 1_000_001;

    /// <param name="members">Names and values, as JSON.</param>
    public static byte[] Mutate(IReadOnlyList<(string Name, string Json)> members, Random random)
    {
        var kept = members.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            ChangeMember(kept, random);
        var text = Text(kept);
        return random.Next(24) switch
        {
            0 => Encoding.UTF8.GetBytes($"[{text}]"),
            1 => Encoding.UTF8.GetBytes(Odd.Json(random)),
            2 => Encoding.UTF8.GetBytes(text[..random.Next(text.Length)]),
            3 => Encoding.UTF8.GetBytes(text + Odd.Pick(random, "{}", ",", "\0", " ", "}", "//")),
            4 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            5 => Encoding.Unicode.GetBytes(text),
            6 => Odd.Raw(random, 200),
            7 => Flipped(Encoding.UTF8.GetBytes(text), random),
            8 => [],
            9 when random.Next(20) == 0 =>
                Encoding.UTF8.GetBytes(Text([.. members, ("more", Odd.Quoted(new string('a', OverTheLimit)))])),
            10 => Encoding.UTF8.GetBytes(Odd.Nested(random, random.Next(1, 50_000))),
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    public static string Text(IEnumerable<(string Name, string Json)> members) =>
        "{" + string.Join(",", members.Select(member => $"{Odd.Quoted(member.Name)}:{member.Json}")) + "}";

    private static void ChangeMember(List<(string Name, string Json)> members, Random random)
    {
        var at = members.Count == 0 ? -1 : random.Next(members.Count);
        switch (random.Next(10))
        {
            case 0 when at >= 0:
                members.RemoveAt(at);
                break;
            case 1 when at >= 0:
                members.Add((members[at].Name, Odd.Json(random)));
                break;
            case 2 when at >= 0:
                members[at] = (members[at].Name.ToUpperInvariant(), members[at].Json);
                break;
            case 3:
                members.Insert(0,
                    (Odd.Pick(random, "__proto__", "$id", "$type", "id", "", Odd.Text(random)), Odd.Json(random)));
                break;
            case 4 when at >= 0:
                members[at] = (members[at].Name, Odd.LikeIt(members[at].Json, random));
                break;
            case 5 when at >= 0:
                members.Add(members[at]);
                break;
            case var _ when at >= 0:
                members[at] = (members[at].Name, Odd.Json(random));
                break;
        }
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }
}
