using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The programs as deploy/README.md says how to make them: native. tests/run.sh makes them once and names them in the environment; else they are made here.</summary>
internal static class Shipped
{
    private static readonly TimeSpan s_publish = TimeSpan.FromMinutes(30);

    public static Task<string> OperatorAsync(string folder) => MakeAsync("LUSTRE_SHIPPED_OPERATOR", "LustreOperator.Controller", "LustreOperator.Controller", folder);

    public static Task<string> AgentAsync(string folder) => MakeAsync("LUSTRE_SHIPPED_AGENT", "LustreOperator.Agent", "LustreOperator.Agent", folder);

    public static Task<string> PluginAsync(string folder) => MakeAsync("LUSTRE_SHIPPED_PLUGIN", "LustreOperator.Cli", "kubectl-lustre", folder);

    private static async Task<string> MakeAsync(string variable, string project, string file, string folder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } made)
        {
            return made;
        }

        string output = Path.Combine(folder, project);
        string[] command =
        [
            "publish", RepositoryRoot.File("src", project), "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", output,
            "-p:RunAnalyzers=false", "-v", "q", "--nologo",
        ];
        (await Command.RunAsync("dotnet", command, limit: s_publish)).Succeeded();
        return Path.Combine(output, file);
    }
}
