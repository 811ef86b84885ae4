using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Reels.Api;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Reels.Standalone.Demo;
using Xunit;

namespace Reels.Tests.Unit.Hosting;

/// <summary>The <c>service.name</c> of metrics and traces.</summary>
public sealed class ServiceNameTests
{
    private const string Variable = "OTEL_SERVICE_NAME";

    [Theory]
    [InlineData(typeof(DemoWorld), "reels-standalone")]
    [InlineData(typeof(ReelsSilo), "reels-silo")]
    [InlineData(typeof(ReelsApi), "reels-api")]
    public void Telemetry_names_its_program(Type ofProgram, string name) => Assert.Equal(name, NameOf(ofProgram, []));

    [Fact]
    public void OTEL_SERVICE_NAME_names_the_telemetry_instead() =>
        Assert.Equal("photos", NameOf(typeof(ReelsApi), new() { [Variable] = "photos" }));

    private static object NameOf(Type ofProgram, Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new() { ApplicationName = ofProgram.Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddTelemetryExport();
        using var host = builder.Build();
        return host.Services.GetRequiredService<MeterProvider>().GetResource().Attributes
            .Single(attribute => attribute.Key == "service.name").Value;
    }
}
