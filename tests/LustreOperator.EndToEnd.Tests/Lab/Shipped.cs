using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The programs as deploy/README.md says how to make them: native. tests/run.sh makes them once; else they are made here.</summary>
internal static class Shipped
{
    private static readonly TimeSpan s_publish = TimeSpan.FromMinutes(30);

    public static Task<string> OperatorAsync(string folder) => MakeAsync("LustreOperator.Operator", "LustreOperator.Operator", folder);

    public static Task<string> AgentAsync(string folder) => MakeAsync("LustreOperator.Agent", "LustreOperator.Agent", folder);

    /// <summary>The plugin, with the sandbox beside it.</summary>
    public static async Task<string> PluginAsync(string folder)
    {
        await MakeAsync("LustreOperator.Lab", "kubectl-lustre-sandbox", folder);
        return await MakeAsync("LustreOperator.Cli", "kubectl-lustre", folder);
    }

    private static async Task<string> MakeAsync(string project, string file, string folder)
    {
        if (BuiltProgram.Shipped is { } made)
        {
            return Path.Combine(made, file);
        }

        string[] command =
        [
            "publish", RepositoryRoot.File("src", project), "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", folder,
            "-p:RunAnalyzers=false", "-v", "q", "--nologo",
        ];
        (await Command.RunAsync("dotnet", command, limit: s_publish)).Succeeded();
        return Path.Combine(folder, file);
    }
}
