using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>The programs as they are shipped: self-contained, trimmed, ready-to-run single files.</summary>
internal static class Published
{
    public static string Operator => Path.Combine(Folder("LustreOperator.Controller"), "LustreOperator.Controller");

    public static string Agent => Path.Combine(Folder("LustreOperator.Agent"), "LustreOperator.Agent");

    /// <summary>The plugin, which has the local control plane in it.</summary>
    public static string Plugin => Path.Combine(Folder("LustreOperator.Cli"), "kubectl-lustre");

    public static string[] Command(string project) =>
        ["publish", $"src/{project}", "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", $"artifacts/benchmarks/{project}"];

    /// <summary>Publishes them, unless they are newer than every source file.</summary>
    public static async Task MakeAsync()
    {
        DateTime changed = Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs*", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);
        foreach ((string project, string file) in ((string, string)[])[("LustreOperator.Controller", Operator), ("LustreOperator.Agent", Agent), ("LustreOperator.Cli", Plugin)])
        {
            if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > changed)
            {
                continue;
            }

            await Console.Error.WriteLineAsync($"publishing {project}");
            string[] arguments = [.. Command(project).Select(word => word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("artifacts/", StringComparison.Ordinal) ? RepositoryRoot.File(word) : word)];
            (await TestKit.Command.RunAsync("dotnet", [.. arguments, "-v", "q", "--nologo", "-p:RunAnalyzers=false"], limit: TimeSpan.FromMinutes(9))).Succeeded();
        }
    }

    private static string Folder(string project) => RepositoryRoot.File("artifacts", "benchmarks", project);
}
