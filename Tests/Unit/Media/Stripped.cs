using System.Buffers;
using System.Text;
using Reels.Api.Media;
using Reels.Api.Media.Formats;
using Xunit;

namespace Reels.Tests.Unit.Media;

/// <summary>Strips files, and checks the result.</summary>
internal static class Stripped
{
    /// <summary>A place that no stored file may contain.</summary>
    public const string Secret = "+52.5200+013.4050/";

    private const int StartBytes = 64; // enough to recognise a format, also of a film that is not accepted

    public static byte[] Of(byte[] file, int pieces)
    {
        if (ContentProbeTests.Feed(file[..Math.Min(StartBytes, file.Length)], StartBytes).Format is not { } format)
            return file;
        var stripper = MetadataStripper.For(format);
        var output = new ArrayBufferWriter<byte>();
        foreach (var piece in file.Chunk(pieces))
            stripper.Feed(piece, output);
        return Finished(stripper, output);
    }

    /// <summary>The file as it is stored, without what only its end showed to be metadata.</summary>
    public static byte[] Finished(MetadataStripper stripper, ArrayBufferWriter<byte> output)
    {
        var stored = output.WrittenSpan.ToArray();
        foreach (var (offset, length) in stripper.Leftovers)
            stored.AsSpan((int)offset, (int)Math.Min(length, stored.Length - offset)).Clear();
        return stored;
    }

    /// <summary>
    /// Checks that the file becomes the expected one, in pieces of any size, and that its properties stay the same.
    /// </summary>
    public static void Becomes(byte[] file, byte[] expected)
    {
        foreach (var pieces in new[] { 1, 7, 4096, file.Length })
            Assert.Equal(expected, Of(file, pieces));
        Assert.Equal(ContentProbeTests.Probe(file, file.Length),
            ContentProbeTests.Probe(expected, Math.Max(1, expected.Length)));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(expected), StringComparison.Ordinal);
    }

    /// <summary>Checks that stripping does not change the file.</summary>
    public static void Stays(byte[] file) => Becomes(file, file);

    public static MediaContent? Shown(byte[] file) => ContentProbeTests.Probe(file, Math.Max(1, file.Length));
}
