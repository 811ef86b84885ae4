using System.Reflection;
using System.Text.Json;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// The schema: numbered scripts, each applied once and in order. A released script is never changed; a later script
/// changes what it made.
/// </summary>
internal static class EmbeddedSchema
{
    private const string Folder = ".Migrations.";

    public static IReadOnlyList<string> Scripts { get; } = [.. ReadScripts()];

    /// <summary>Migrates the database to the version of these scripts.</summary>
    /// <exception cref="EmbeddedDataRefusedException">A newer version of the product has written the
    /// database.</exception>
    public static void Migrate(SqliteSession session, IReadOnlyList<string> scripts, ILogger logger)
    {
        var version = session["PRAGMA user_version"].Number();
        if (version > scripts.Count)
        {
            throw new EmbeddedDataRefusedException(
                $"The database has schema version {version}, and this program knows versions up to {scripts.Count}. "
                + "Start the newer program that wrote it, or set Data:Folder to another folder.");
        }

        DefineFunctions(session);
        for (var next = (int)version; next < scripts.Count; next++)
            session.Execute($"BEGIN IMMEDIATE; {scripts[next]}; PRAGMA user_version = {next + 1}; COMMIT;");

        if (version < scripts.Count)
            logger.Migrated(version, scripts.Count);
    }

    /// <summary>
    /// The migrations that add or change the search keys fill them with this function: SQLite's lower() changes only
    /// ASCII letters.
    /// </summary>
    private static void DefineFunctions(SqliteSession session) => session.Define(
        "search_keys_of",
        (username, fullname) =>
            JsonSerializer.Serialize(
                SearchKeys.Of(username, fullname).Select(key => (key.IsWord ? "1" : "0") + key.Text)));

    private static IEnumerable<string> ReadScripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.Contains(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
