using System.Globalization;
using System.Text;

namespace Reels.Tests.Api.Fuzz;

/// <summary>Values that programs often handle wrongly.</summary>
internal static class Odd
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "\n", "\r\n", "\0", "a\0b", "\u0001", "\u007f", "\u0085", "\u00a0", "\u200b", "\u2028",
        "\u202e\u202d", "\ufeff", "\ufffe", "\uffff", "\ufffd",
        "\ufb01\u2167", "I\u0307\u0130\u0131", "e\u0301", string.Concat(Enumerable.Repeat("\u0301", 200)),
        "😀👨‍👩‍👧‍👦", "𝕬𝕯𝕬", "\U0010ffff", "日本語", "עברית",
        "null", "undefined", "NaN", "true", "-1", "0", "1e400", "99999999999999999999", "2147483648",
        "-9223372036854775809", "0x10", "1.5", "+5", "１２",
        "' OR 1=1 --", "\"; DROP TABLE reels; --", "%s%n%x", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>",
        "../../../../etc/passwd", "..\\..\\", "C:\\con",
        "/api/media/../../x", "http://127.0.0.1:1/", "file:///etc/passwd", "reels/", "reels/x.jpg",
        "00000000-0000-0000-0000-000000000000",
        "ffffffffffffffffffffffffffffffff", "FFFFFFFF-FFFF-8FFF-BFFF-FFFFFFFFFFFF", "me", "feed", "*", "%", "%25",
        "%00", "a%2Fb", ".", "..", "~", "_", "-", "=", "AAAA====",
    ];

    private static readonly string[] Jsons =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e-400", "99999999999999999999999999", "2147483648",
        "[]", "{}", "[null]", "[[]]", "{\"a\":{}}",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"\\ufffe\"", "\"", "'a'", "NaN",
        "Infinity", "0123", "+1", ".5", "1.", "tru", "\"\\x\"", "\"a\nb\"",
        "{\"$type\":\"System.Object\"}", "[1,2,]", "/**/1", "\"\\/\"", "\u00a0",
    ];

    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string((char)random.Next(0x20, 0x7f), random.Next(1, 3_000)),
        1 => new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xd800))]),
        2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>A JSON value, or nearly one.</summary>
    public static string Json(Random random) => random.Next(10) switch
    {
        0 => Nested(random, random.Next(1, 2_000)),
        1 => Quoted(new string('a', random.Next(100, 20_000))),
        2 or 3 or 4 => Quoted(Text(random)),
        _ => Jsons[random.Next(Jsons.Length)],
    };

    public static string Nested(Random random, int depth) => random.Next(3) switch
    {
        0 => new string('[', depth) + new string(']', depth),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth),
        _ => new string('[', depth),
    };

    public static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>
    /// The value in another form that a lenient reader might accept: a text in another casing, in blanks, or as a list.
    /// </summary>
    public static string LikeIt(string json, Random random)
    {
        if (json is not ['"', .. var text, '"'])
            return Pick(random, $"[{json}]", Quoted(json));
        var name = Pick(random, text, "reel", "comment", "other");
        return Pick(random, $"\"{text}, {name}\"", $"\"{text},{text}\"", $"\" {text} \"",
            $"\"{text.ToUpperInvariant()}\"", $"[\"{text}\"]", $"\"{text}\\u0000\"");
    }

    /// <summary>A path segment or query value: percent-encoded correctly, or not.</summary>
    public static string Encoded(Random random) => random.Next(6) switch
    {
        0 => Pick(random, "%", "%2", "%zz", "%C3%28", "%FF%FE", "%ED%A0%80", "%F4%90%80%80", "%C0%AF", "%00", "%0d%0a",
            "%5c", "%2F", "%2e%2e%2f", "%252e", "+", ";a=b", "a;b", "a,b", "@", ":", "!$&'()*", "[]", "|", "\"", "^",
            "`", "{}"),
        1 => Bytes(random, 12),
        _ => Uri.EscapeDataString(Text(random)),
    };

    /// <summary>A header's value, each character one byte, without the characters that would end it.</summary>
    public static string Header(Random random)
    {
        var text = random.Next(4) == 0 ? Encoding.Latin1.GetString(Raw(random, 20))
            : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Text(random)));
        return new([.. text.Where(character => character is not ('\r' or '\n' or '\0')).Take(2_000)]);
    }

    public static byte[] Raw(Random random, int atMost)
    {
        var bytes = new byte[random.Next(atMost + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    private static string Bytes(Random random, int atMost) =>
        string.Concat(Raw(random, atMost).Select(one => $"%{one:X2}"));
}
