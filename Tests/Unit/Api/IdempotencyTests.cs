using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Reels.Api.Http;
using Reels.Api.Secrets;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class IdempotencyTests
{
    private static readonly IdempotencyKey NoKey = new();
    private readonly Idempotency _idempotency = new(new RootSecret(new byte[RootSecret.Length]),
        Options.Create(new JsonOptions()));

    [Fact]
    public void The_same_key_makes_the_same_id() =>
        Assert.Equal(Id("k", "ada", "POST", "/api/reels"), Id("k", "ada", "POST", "/api/reels"));

    [Fact]
    public void Another_key_user_method_or_path_makes_another_id() => Assert.Equal(
        5,
        new[] { Id("k", "ada", "POST", "/a"), Id("j", "ada", "POST", "/a"), Id("k", "ben", "POST", "/a"),
            Id("k", "ada", "POST", "/b"), Id("k", "adaP", "OST", "/a") }.Distinct().Count());

    [Fact]
    public void Every_id_is_a_uuid_of_version_8()
    {
        var ids = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? Idempotency.NewId() : Id($"{i}", "ada"));

        Assert.All(ids,
            id => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
                id.ToString()));
    }

    [Fact]
    public void Without_a_key_each_id_is_new()
    {
        Assert.NotEqual(_idempotency.IdFor(NoKey, "ada"), _idempotency.IdFor(NoKey, "ada"));
        Assert.Null(_idempotency.HashOf(NoKey, new { text = "a" }));
    }

    [Fact]
    public void Requests_hash_by_value()
    {
        var key = IdempotencyKey.Parse("k");

        Assert.Equal(_idempotency.HashOf(key, new { text = "a" }), _idempotency.HashOf(key, new { text = "a" }));
        Assert.NotEqual(_idempotency.HashOf(key, new { text = "a" }), _idempotency.HashOf(key, new { text = "b" }));
    }

    [Fact]
    public void A_user_id_is_32_hex_characters_and_belongs_to_name_and_key()
    {
        var key = IdempotencyKey.Parse("k");

        Assert.Matches("^[0-9a-f]{32}$", _idempotency.UserIdFor(key, "ada"));
        Assert.Equal(_idempotency.UserIdFor(key, "ada"), _idempotency.UserIdFor(key, "ada"));
        Assert.NotEqual(_idempotency.UserIdFor(key, "ada"), _idempotency.UserIdFor(key, "ben"));
        Assert.NotEqual(_idempotency.UserIdFor(NoKey, "ada"), _idempotency.UserIdFor(NoKey, "ada"));
    }

    private Guid Id(string key, params string[] scope) => _idempotency.IdFor(IdempotencyKey.Parse(key), scope);
}
