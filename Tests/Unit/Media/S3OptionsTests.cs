using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Reels.Api.Media.S3;
using Xunit;

namespace Reels.Tests.Unit.Media;

public sealed class S3OptionsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9000", true)]
    [InlineData("https://s3.eu-central-1.amazonaws.com", true)]
    [InlineData("https://s3.example/", true)]
    [InlineData("https://s3.example/bucket", false)]
    [InlineData("https://key:secret@s3.example", false)]
    [InlineData("s3://bucket", false)]
    [InlineData("127.0.0.1:9000", false)]
    public void An_endpoint_is_an_address_without_a_path(string endpoint, bool isValid) =>
        Assert.Equal(isValid, IsValid(Valid(options => options.Endpoint = endpoint)));

    [Theory]
    [InlineData("reels-media", true)]
    [InlineData("my.bucket.1", true)]
    [InlineData("Reels", false)]
    [InlineData("ab", false)]
    [InlineData("-reels", false)]
    [InlineData("a/b", false)]
    public void A_bucket_has_a_name_that_every_endpoint_takes(string bucket, bool isValid) =>
        Assert.Equal(isValid, IsValid(Valid(options => options.Bucket = bucket)));

    [Fact]
    public void Both_keys_are_needed()
    {
        Assert.False(IsValid(new() { SecretKey = "secret" }));
        Assert.False(IsValid(new() { AccessKey = "key" }));
        Assert.False(IsValid(new() { AccessKey = "key", SecretKeyFile = "/no/such/file" }));
        Assert.False(IsValid(Valid(options => options.TemporaryFolder = "/no/such/folder")));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000", true, "http://127.0.0.1:9000/reels-media/reels/a.jpg")]
    [InlineData("https://s3.example", true, "https://s3.example/reels-media/reels/a.jpg")]
    [InlineData("https://s3.example", false, "https://reels-media.s3.example/reels/a.jpg")]
    public void A_request_names_bucket_and_region_as_the_settings_say(string endpoint, bool pathStyle, string url)
    {
        var options = Valid(options =>
            (options.Endpoint, options.PathStyle, options.Region) = (endpoint, pathStyle, "eu-north-7"));
        using var client = S3Connection.Open(options);
        var signed = client.GetPreSignedURL(
            new()
            {
                BucketName = options.Bucket,
                Key = "reels/a.jpg",
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
                Protocol = endpoint.StartsWith("https", StringComparison.Ordinal) ? Protocol.HTTPS : Protocol.HTTP,
            });
        Assert.StartsWith(url + "?", signed, StringComparison.Ordinal);
        Assert.Contains("eu-north-7", signed, StringComparison.Ordinal);
    }

    private static S3Options Valid(Action<S3Options> change)
    {
        var options = new S3Options { AccessKey = "key", SecretKey = "secret" };
        change(options);
        return options;
    }

    private static bool IsValid(S3Options options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true);
}
