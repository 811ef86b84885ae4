using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Media;
using Reels.Hosting.Resilience;
using Xunit.Sdk;

namespace Reels.Tests.Api.Degradation;

/// <summary>Sends the request of each row of <c>docs/degradation.md</c> while engines fail.</summary>
internal sealed class DegradationRun(ReelsApp app, IFaultControl control)
{
    /// <summary>3 s by design, and 1 s for a loaded machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private const int MaxAttempts = 5;

    /// <param name="column">One of <see cref="DegradationTable.Engines"/>.</param>
    /// <param name="isRight">Whether an answer, the status and the names in <c>degraded</c>, is right in a row.</param>
    /// <param name="checksHealth">Whether health must name what fails.</param>
    /// <returns>What was wrong.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string column, Func<DegradationRow, string, bool> isRight,
        bool checksHealth)
    {
        var requests = await PrepareAsync();
        await control.SettleAsync();
        var wrong = new List<string>();
        Answer[] answers;
        await control.FailAsync(EnginesOf(column));
        try
        {
            answers = await Task.WhenAll(requests.Select(pair => SendAsync(pair.Row, pair.Request)));
            if (checksHealth)
                wrong.AddRange(await WrongInHealthAsync(EnginesOf(column)));
        }
        finally
        {
            await control.HealAsync();
        }

        foreach (var answer in answers)
        {
            if (!isRight(answer.Row, answer.Text))
                wrong.Add($"{answer.Row.Name}: {answer.Row.Answers[column]} in the table, {answer.Text} in truth");
            if (answer.Took > Limit)
                wrong.Add($"{answer.Row.Name}: took {answer.Took}");
            if (answer.Created is not null && !await IsThereAsync(answer.Created))
                wrong.Add($"{answer.Row.Name}: {answer.Created} is lost");
        }

        return wrong;
    }

    /// <summary>Health's name of the store that keeps media.</summary>
    private string MediaStore => app.Services.GetRequiredService<IMediaStore>().Engine;

    public static string[] EnginesOf(string column) => column.Split(" and ");

    /// <summary>
    /// A world of its own, and its requests. On a loaded machine a store may pass its limit meanwhile.
    /// </summary>
    private async Task<List<(DegradationRow Row, HttpRequestMessage Request)>> PrepareAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var world = await DegradationWorld.MakeAsync(app);
                var requests = new List<(DegradationRow Row, HttpRequestMessage Request)>();
                foreach (var row in DegradationTable.Rows)
                    requests.Add((row, await world.RequestAsync(row)));
                await world.WarmAsync();
                return requests;
            }
            catch (XunitException) when (attempt < MaxAttempts)
            {
                await Task.Delay(EngineCalls.Break);
            }
        }
    }

    private async Task<bool> IsThereAsync(Uri created)
    {
        using var answer = await app.Client.GetAsync(created);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Health names each engine that fails as down, and the others as up.</summary>
    private async Task<string[]> WrongInHealthAsync(string[] failing)
    {
        using var answer = await app.Client.GetAsync("/health/ready");
        var stores = (await answer.JsonAsync()).GetProperty("stores");
        return [.. from engine in DegradationTable.Engines.Where(column => EnginesOf(column).Length == 1)
                   let expected = failing.Contains(engine) ? "down" : "up"
                   let truth = stores.Text(engine == "MinIO" ? MediaStore : engine)
                   where truth != expected
                   select $"health says that {engine} is {truth}"];
    }

    private async Task<Answer> SendAsync(DegradationRow row, HttpRequestMessage request)
    {
        var start = Stopwatch.GetTimestamp();
        using (request)
        {
            using var answer = await app.Client.SendAsync(request);
            var took = Stopwatch.GetElapsedTime(start);
            return new(row, $"{(int)answer.StatusCode}{await DegradedAsync(answer)}", answer.Headers.Location, took);
        }
    }

    private static async Task<string> DegradedAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            return "";
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return json.TryGetProperty("degraded", out var degraded)
            ? string.Concat(degraded.EnumerateArray().Select(part => $" {part.GetString()}"))
            : "";
    }

    private sealed record Answer(DegradationRow Row, string Text, Uri? Created, TimeSpan Took);
}
