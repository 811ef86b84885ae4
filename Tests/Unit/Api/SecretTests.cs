using Reels.Api.Http;
using Reels.Api.Secrets;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class SecretTests : IDisposable
{
    private static readonly RootSecret Zeros = new(new byte[RootSecret.Length]);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("reels-secret-");

    private string KeyFile => Path.Combine(_data.FullName, "secrets", "root.key");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public void Every_purpose_has_its_own_key()
    {
        string[] purposes = [RootSecret.Purposes.Jwt, RootSecret.Purposes.Refresh, RootSecret.Purposes.Media,
            RootSecret.Purposes.Ids, RootSecret.Purposes.Cursors, RootSecret.Purposes.Fingerprint,
            RootSecret.Purposes.EntityTags];

        Assert.Equal(purposes.Length,
            purposes.Select(purpose => Convert.ToHexString(Zeros.KeyFor(purpose))).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all, however long it may be")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_configured_secret_must_be_32_bytes(string configured) =>
        Assert.False(RootSecret.TryParse(configured, out _));

    [Fact]
    public void A_generated_secret_is_kept_and_readable_only_by_its_owner()
    {
        var made = RootSecretFile.ReadOrCreate(_data.FullName);

        Assert.Equal(made.KeyFor("x"), RootSecretFile.ReadOrCreate(_data.FullName).KeyFor("x"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void Concurrent_starts_get_the_same_secret()
    {
        var keys = new string[32];
        Parallel.For(0, keys.Length,
            i => keys[i] = Convert.ToHexString(RootSecretFile.ReadOrCreate(_data.FullName).KeyFor("x")));

        Assert.Single(keys.Distinct());
        Assert.Equal(["secrets"], _data.GetFileSystemInfos().Select(entry => entry.Name));
    }

    [Fact]
    public void A_damaged_secret_is_never_replaced()
    {
        RootSecretFile.ReadOrCreate(_data.FullName);
        File.WriteAllBytes(KeyFile, [1, 2, 3]);

        Assert.Throws<InvalidDataException>(() => RootSecretFile.ReadOrCreate(_data.FullName));
        Assert.Equal(3, new FileInfo(KeyFile).Length);
    }

    [Theory]
    [InlineData("key-1", "key-1")]
    [InlineData("\"key-1\"", "key-1")]
    [InlineData("\"", "\"")]
    public void An_idempotency_key_is_read_without_its_quotes(string sent, string key) =>
        Assert.Equal(key, IdempotencyKey.Parse(sent).Value);

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("schlüssel")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_malformed_idempotency_key_is_refused(string sent) =>
        Assert.NotNull(IdempotencyKey.Parse(sent).Problem);
}
