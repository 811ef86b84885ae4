using System.Reflection;

namespace Reels.Standalone.Demo;

/// <summary>A picture or clip embedded in this assembly, named <c>{theme}-{number}.{extension}</c>.</summary>
internal sealed record DemoAsset(string Name)
{
    private const string Prefix = "demo/";
    private const string Portraits = "avatar";
    private static readonly Assembly Carrier = typeof(DemoAsset).Assembly;

    /// <summary>All assets for reels and stories, in a fixed order; without the portraits.</summary>
    public static IReadOnlyList<DemoAsset> All { get; } =
    [
        .. Carrier.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new DemoAsset(name[Prefix.Length..]))
            .Where(asset => asset.Theme != Portraits)
            .OrderBy(asset => asset.Name, StringComparer.Ordinal),
    ];

    public string Theme => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

    public bool IsVideo => ContentType.StartsWith("video/", StringComparison.Ordinal);

    public string ContentType => Path.GetExtension(Name) switch
    {
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".gif" => "image/gif",
        ".mp4" => "video/mp4",
        ".webm" => "video/webm",
        var other => throw new InvalidOperationException($"Assets of type {other} are not known."),
    };

    /// <param name="person">The index of the person in the list of people.</param>
    public static DemoAsset PortraitOf(int person) => new($"{Portraits}-{person + 1:00}.jpg");

    public byte[] Read()
    {
        using var stream = Carrier.GetManifestResourceStream(Prefix + Name)
            ?? throw new InvalidOperationException($"There is no asset {Name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
