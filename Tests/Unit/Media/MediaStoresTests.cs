using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Api;
using Reels.Api.Media;
using Reels.Api.Media.S3;
using Reels.Hosting;
using Xunit;

namespace Reels.Tests.Unit.Media;

public sealed class MediaStoresTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("Embedded", null, false)]
    [InlineData("Real", null, true)]
    [InlineData("real", "", true)]
    [InlineData("Real", "Files", false)]
    [InlineData("Embedded", "S3", true)]
    [InlineData(null, "s3", true)]
    public async Task Media_follow_the_stores_unless_they_are_chosen(string? stores, string? media, bool inS3)
    {
        await using var services = Services(new() { ["Stores"] = stores, ["Media:Store"] = media });
        Assert.Equal(inS3, services.GetService<IAmazonS3>() is not null);
        if (inS3)
            Assert.IsType<S3MediaStore>(services.GetRequiredService<IMediaStore>());
    }

    [Fact]
    public async Task S3_takes_no_upload_over_5_GiB()
    {
        await using var services = Services(
            new() { ["Media:Store"] = "S3", ["Media:MaxBytes:Story"] = $"{S3Upload.MaxBytes + 1}" });
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<MediaLimits>>().Value);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        settings["S3:AccessKey"] = "key";
        settings["S3:SecretKey"] = "secret";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddValidatedOptions<MediaLimits>(MediaLimits.Section)
            .AddMediaStore(configuration)
            .BuildServiceProvider();
    }
}
