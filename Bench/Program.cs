using Reels.Bench;

switch (args)
{
    case ["group-commit"]:
        await GroupCommit.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("dotnet run -c Release --project Bench -- group-commit");
        return 2;
}
