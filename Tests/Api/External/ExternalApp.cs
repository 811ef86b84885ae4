using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Reels.Api.Auth;
using Reels.Api.Http;
using Xunit;

namespace Reels.Tests.Api.External;

/// <summary>The product with an external authority, configured by settings alone.</summary>
public class ExternalApp : FakeTimeApp
{
    internal TestAuthority Authority { get; private set; } = null!;

    /// <summary>Whether the authority is unavailable when the product starts.</summary>
    protected virtual bool StartsUnavailable => false;

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Auth:Authority"] = Authority.Url,
            ["Auth:Audience"] = TestAuthority.Audience
        };

    protected override void Map(IEndpointRouteBuilder endpoints)
    {
        var probes = endpoints.MapGroup("/probe").RefuseBadInput();
        probes.MapGet("/needed", (Caller caller) => caller.UserId).RequireToken();
        probes.MapGet("/optional", (Caller? caller) => caller?.UserId ?? "nobody").AllowToken();
    }

    public override async ValueTask InitializeAsync()
    {
        Authority = await TestAuthority.StartAsync(FakeTime);
        Authority.Unavailable = StartsUnavailable;
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Authority.DisposeAsync();
    }

    /// <summary>Send a request with a token, or with none.</summary>
    internal async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A client with a token of the authority; it has no profile until it makes one.</summary>
    internal HttpClient SignedIn(string subject)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Authority.Token(subject));
        return client;
    }
}
