namespace Reels.Hosting;

/// <summary>The answer of a program to <c>--help</c>.</summary>
/// <param name="Program">Its name, such as <c>Reels.Silo</c>.</param>
/// <param name="Summary">What the program is, in one sentence.</param>
/// <param name="ManagementPort">Its port for operators, where no setting has another.</param>
/// <param name="Arguments">The most used arguments, each with its default, and their meanings.</param>
public sealed record Usage(string Program, string Summary, int ManagementPort,
    IReadOnlyList<(string Argument, string Meaning)> Arguments)
{
    private static readonly (string, string)[] Common =
    [
        (HealthCheck.Switch, "ask the running program whether it is ready; exit with 0 if it is"),
        ("--help, -h", "print this and exit"),
    ];

    /// <summary>Whether the arguments ask for the usage.</summary>
    public static bool IsAsked(IEnumerable<string> args) => args.Any(arg => arg is "--help" or "-h");

    public override string ToString()
    {
        var arguments = Arguments.Concat(Common).ToList();
        var width = arguments.Max(each => each.Item1.Length);
        var lines = arguments.Select(each => $"  {each.Item1.PadRight(width)}  {each.Item2}");
        return $"""
            {Summary}

            Usage: {Program} [--<setting>=<value> ...]

            {string.Join('\n', lines)}

            Every setting is also an environment variable (Data__Folder=data) and a value of
            appsettings.json. docs/settings.md has all of them.
            """;
    }
}
