using Reels.Silo.Stores.Embedded;

namespace Reels.Tests.Conformance;

/// <summary>The embedded stores of one suite, in a folder of their own.</summary>
public sealed class EmbeddedStoresFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-conformance-");

    public EmbeddedStoresFixture() => Stores = new EmbeddedStores(new EmbeddedOptions { Folder = _folder.FullName, WaitForDisk = false });

    public EmbeddedStores Stores { get; }

    public void Dispose()
    {
        Stores.Dispose();
        _folder.Delete(recursive: true);
    }
}
