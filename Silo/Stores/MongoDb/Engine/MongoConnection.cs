using MongoDB.Driver;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>Makes the client of the driver from the settings.</summary>
internal static class MongoConnection
{
    /// <summary>
    /// Limits until a connection ends what <see cref="EngineCalls"/> has left behind: a server that hangs keeps none.
    /// </summary>
    private const int SocketLimits = 10;

    /// <summary>Connects when it is used first. A server that is unavailable doesn't stop the start.</summary>
    public static MongoClient Open(MongoDbOptions options)
    {
        var settings = MongoClientSettings.FromConnectionString(options.ConnectionString);
        settings.MaxConnectionPoolSize = options.MaxConnections;
        settings.ServerSelectionTimeout = options.CallLimit;
        settings.WaitQueueTimeout = options.CallLimit;
        settings.ConnectTimeout = options.CallLimit;
        settings.SocketTimeout = SocketLimits * options.CallLimit;
        // A repeated read would wait for the limit twice.
        settings.RetryReads = false;
        settings.UseTls |= options.Tls;
        if (options.User is { Length: > 0 } user)
        {
            settings.Credential = MongoCredential.CreateCredential(
                options.SignInDatabase, user, options.ReadPassword());
        }

        return new MongoClient(settings);
    }

    /// <summary>
    /// Whether the driver can read the connection string. Its own failure contains the string, and with it a password.
    /// </summary>
    public static bool CanRead(string connectionString)
    {
        try
        {
            _ = MongoClientSettings.FromConnectionString(connectionString);
            return true;
        }
        catch (Exception exception) when (exception is MongoConfigurationException or ArgumentException
            or FormatException)
        {
            return false;
        }
    }

    /// <summary>Answered writes are on the disks of most servers, and reads see none that can be lost.</summary>
    public static IMongoDatabase Database(IMongoClient client, string name) => client
        .GetDatabase(name)
        .WithReadPreference(ReadPreference.Primary)
        .WithReadConcern(ReadConcern.Majority)
        .WithWriteConcern(WriteConcern.WMajority.With(journal: true));

    /// <summary>The same for a collection of another library.</summary>
    public static void MakeSafe(MongoCollectionSettings settings)
    {
        settings.ReadPreference = ReadPreference.Primary;
        settings.ReadConcern = ReadConcern.Majority;
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
    }
}
