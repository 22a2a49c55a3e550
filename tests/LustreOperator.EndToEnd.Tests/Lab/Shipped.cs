using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The programs as deploy/README.md says how to make them: native. tests/run.sh makes them once and names them in the environment; else they are made here.</summary>
internal static class Shipped
{
    private static readonly TimeSpan s_publish = TimeSpan.FromMinutes(30);

    public static Task<string> OperatorAsync(string folder) => MakeAsync("LUSTRE_SHIPPED_OPERATOR", "LustreOperator.Operator", "LustreOperator.Operator", folder);

    public static Task<string> AgentAsync(string folder) => MakeAsync("LUSTRE_SHIPPED_AGENT", "LustreOperator.Agent", "LustreOperator.Agent", folder);

    /// <summary>The plugin, with the sandbox beside it.</summary>
    public static async Task<string> PluginAsync(string folder)
    {
        await MakeAsync("LUSTRE_SHIPPED_PLUGIN", "LustreOperator.Lab", "kubectl-lustre-sandbox", folder);
        return await MakeAsync("LUSTRE_SHIPPED_PLUGIN", "LustreOperator.Cli", "kubectl-lustre", folder);
    }

    private static async Task<string> MakeAsync(string variable, string project, string file, string folder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } made)
        {
            return made;
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
