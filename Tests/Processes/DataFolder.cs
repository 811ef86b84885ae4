namespace Reels.Tests.Processes;

/// <summary>A folder of one test, deleted after it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-process-");

    public override string ToString() => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
