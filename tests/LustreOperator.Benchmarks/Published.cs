using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>Operator and agent as they are shipped: self-contained, trimmed, ready-to-run single files.</summary>
internal static class Published
{
    public static string Operator => Path.Combine(Folder("LustreOperator.Controller"), "LustreOperator.Controller");

    public static string Agent => Path.Combine(Folder("LustreOperator.Agent"), "LustreOperator.Agent");

    public static string[] Command(string project) =>
    [
        "publish", $"src/{project}", "-c", "Release", "-r", "linux-x64", "--self-contained",
        "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:PublishReadyToRun=true", "-o", $"artifacts/benchmarks/{project}",
    ];

    public static async Task MakeAsync()
    {
        foreach (string project in (string[])["LustreOperator.Controller", "LustreOperator.Agent"])
        {
            await Console.Error.WriteLineAsync($"publishing {project}");
            string[] arguments = [.. Command(project).Select(word => word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("artifacts/", StringComparison.Ordinal) ? RepositoryRoot.File(word) : word)];
            (await TestKit.Command.RunAsync("dotnet", [.. arguments, "-v", "q", "--nologo", "-p:RunAnalyzers=false"], limit: TimeSpan.FromMinutes(9))).Succeeded();
        }
    }

    private static string Folder(string project) => RepositoryRoot.File("artifacts", "benchmarks", project);
}
