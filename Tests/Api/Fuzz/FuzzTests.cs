using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api.Fuzz;

/// <summary>
/// Valid and invalid requests, made from the OpenAPI document, against the whole product on loopback.
/// <c>REELS_FUZZ_REQUESTS</c> sets how many, <c>REELS_SEED</c> repeats the choices of a run; concurrent requests may
/// differ.
/// </summary>
public sealed class FuzzTests(FuzzTests.App app, ITestOutputHelper output) : IClassFixture<FuzzTests.App>
{
    private const int DefaultRequests = 3_000;

    /// <summary>Lanes run in parallel, each with people and learned values of its own.</summary>
    private const int Lanes = 8;

    private const int PeopleOfALane = 3;
    private const int ShownComplaints = 12;

    /// <summary>
    /// Upper limit of further valid requests of a lane: by then each operation must have succeeded; otherwise the
    /// requests do not reach what they test.
    /// </summary>
    private const int RightRequests = 5_000;

    private readonly ConcurrentDictionary<string, string> _complaints = new();
    private readonly ConcurrentDictionary<string, int> _succeeded = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private readonly ConcurrentBag<FuzzRequest> _unavailable = [];

    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => Unlimited.Settings;
    }

    [Fact]
    public async Task Every_answer_is_one_of_the_document()
    {
        var (requests, seed) = (TestNumber.Of("REELS_FUZZ_REQUESTS", DefaultRequests),
            TestNumber.Of("REELS_SEED", Random.Shared.Next()));
        output.WriteLine($"REELS_SEED={seed}");
        var document = await ApiDocument.OfAsync(app);
        var oracle = new Oracle(document);
        var watch = Stopwatch.StartNew();
        var missed = document.Operations.Select(operation => operation.Name)
            .Where(name => !_succeeded.ContainsKey(name));
        await Task.WhenAll(
            Enumerable.Range(0, Lanes)
                .Select(lane =>
                    PlayAsync(document, oracle, requests / Lanes, unchecked((seed * Lanes) + lane),
                        () => !missed.Any())));
        var statuses = _statuses.OrderBy(status => status.Key).Select(status => $"{status.Key} x {status.Value}");
        output.WriteLine($"{_statuses.Values.Sum()} requests in {watch.Elapsed.TotalSeconds:0} s: "
            + string.Join(", ", statuses));

        // A time limit may pass on a busy machine. A request refused again without load is refused for another reason.
        using var client = NewClient();
        foreach (var request in _unavailable)
            await SendAsync(client, request, oracle, (_, _) => { }, again: true);

        var complaints = _complaints.Take(ShownComplaints).Select(complaint => $"{complaint.Key}\n{complaint.Value}");
        Assert.True(_complaints.IsEmpty, $"REELS_SEED={seed}\n{string.Join("\n\n", complaints)}");
        Assert.False(missed.Any(), $"REELS_SEED={seed}: never succeeded: {string.Join(", ", missed)}");
    }

    /// <param name="requests">Number of requests, valid and invalid.</param>
    /// <param name="reached">Whether no further valid requests are needed.</param>
    private async Task PlayAsync(ApiDocument document, Oracle oracle, int requests, int seed, Func<bool> reached)
    {
        var (random, world) = (new Random(seed), new FuzzWorld());
        using var client = NewClient();
        while (world.People.Count < PeopleOfALane)
            world.People.Add(await SignUpAsync());
        var maker = new RequestMaker(world, random);
        var mutations = new Mutations(document, world, maker, random);
        for (var sent = 0; sent < requests || (sent < requests + RightRequests && !reached()); sent++)
        {
            var request = maker.Make(Pick(document, random));
            if (sent < requests && random.Next(5) < 3)
                mutations.Mutate(request);
            // Signed out, or the account deleted: a new person takes the place.
            if (await SendAsync(client, request, oracle,
                (schema, member) => world.Learn(schema, member, random)) == 401 && request.Caller is { } caller)
            {
                world.People[world.People.IndexOf(caller)] = await SignUpAsync();
            }
        }
    }

    /// <summary>
    /// Pick any operation, but rarely one that deletes what the others need: otherwise there would hardly be anything
    /// to reply to or delete.
    /// </summary>
    private static ApiOperation Pick(ApiDocument document, Random random)
    {
        var operation = document.Operations[random.Next(document.Operations.Length)];
        return operation.Name is "DELETE /api/users/me" or "POST /api/users/{userId}/block"
            or "DELETE /api/reels/{reelId}" && random.Next(10) > 0 ? Pick(document, random) : operation;
    }

    private async Task<int> SendAsync(HttpClient client, FuzzRequest request, Oracle oracle,
        Action<string?, JsonProperty> seen, bool again = false)
    {
        using var message = request.ToMessage(app.Client.BaseAddress!);
        try
        {
            using var answer = await client.SendAsync(message);
            var (status, body) = ((int)answer.StatusCode, await DecodedAsync(answer.Content));
            _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (status < 300 && request.Operation is { } operation)
                _succeeded[operation.Name] = status;
            if (status == 503 && !again)
                _unavailable.Add(request);
            foreach (var complaint in oracle.Complaints(request, answer, body, seen)
                .Concat(status == 503 && again ? ["503 in peace"] : []))
            {
                Complain(request, complaint, Encoding.UTF8.GetString(body));
            }
            return status;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Complain(request, "no answer", exception.ToString());
            return 0;
        }
    }

    private static async Task<byte[]> DecodedAsync(HttpContent content)
    {
        var sent = await content.ReadAsStreamAsync();
        await using var plain = content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(sent, CompressionMode.Decompress),
            "gzip" => new GZipStream(sent, CompressionMode.Decompress),
            _ => sent,
        };
        using var body = new MemoryStream();
        await plain.CopyToAsync(body);
        return body.ToArray();
    }

    private void Complain(FuzzRequest request, string complaint, string body) =>
        _complaints.TryAdd($"{request.Operation?.Name ?? request.Method}: {complaint}",
            $"{request}\n=> {(body.Length > 1_500 ? body[..1_500] : body)}");

    private async Task<FuzzPerson> SignUpAsync()
    {
        var member = await app.SignUpAsync();
        member.Client.Dispose();
        return new(member.Id, member.Tokens.Text("accessToken"));
    }

    /// <summary>
    /// A client that sends requests unchanged: no redirects, no cookies, each character of a header as one byte.
    /// </summary>
    private static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });
}
