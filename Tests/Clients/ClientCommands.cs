using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Clients;

/// <summary>The commands of <c>docs/clients.md</c>.</summary>
internal static partial class ClientCommands
{
    public const string Document = "http://localhost:5080/openapi/v1.json";

    public static string Page { get; } = File.ReadAllText(Repository.PathOf("docs/clients.md"));

    /// <summary>The commands that generate a client; its tools are installed already.</summary>
    /// <param name="client">A word of its heading.</param>
    public static string Of(string client)
    {
        var block = Blocks().Matches(Page).Single(
            block => block.Groups["heading"].Value.Contains(client, StringComparison.Ordinal));
        return Installs().Replace(block.Groups["script"].Value, "");
    }

    [GeneratedRegex(@"^## (?<heading>.*)\n(?s:.*?)```bash\n(?<script>(?s:.*?))```", RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^(dotnet tool|npm) install .*\n", RegexOptions.Multiline)]
    private static partial Regex Installs();
}

public sealed class ClientCommandTests
{
    [Fact]
    public void The_page_on_clients_names_the_tested_npm_packages()
    {
        var package = JsonNode.Parse(File.ReadAllText(Repository.PathOf("Tests/Clients/TypeScript/package.json")))!;
        var tested = package["dependencies"]!.AsObject().Concat(package["devDependencies"]!.AsObject())
            .Where(one => one.Key != "@redocly/cli");

        Assert.All(tested,
            one => Assert.Contains($" {one.Key}@{one.Value}", ClientCommands.Page, StringComparison.Ordinal));
    }
}
