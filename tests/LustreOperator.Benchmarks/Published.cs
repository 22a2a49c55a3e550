using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>The programs as they are shipped: native, or with the runtime and compiled ahead, where no C compiler is.</summary>
internal static class Published
{
    private static readonly (string Project, string File)[] s_programs =
    [
        ("LustreOperator.Operator", "LustreOperator.Operator"),
        ("LustreOperator.Agent", "LustreOperator.Agent"),
        ("LustreOperator.Cli", "kubectl-lustre"),
        ("LustreOperator.Lab", "kubectl-lustre-sandbox"),
    ];

    public static string Operator => PathOf(0);

    public static string Agent => PathOf(1);

    /// <summary>The plugin, with the local control plane beside it.</summary>
    public static string Plugin => PathOf(2);

    /// <summary>The same programs in the form of before: trimmed, with the runtime, compiled ahead.</summary>
    public static string OperatorReadyToRun => PathOf(0, native: false);

    public static string AgentReadyToRun => PathOf(1, native: false);

    public static string PluginReadyToRun => PathOf(2, native: false);

    public static string[] Command(string project, bool native = true) =>
    [
        "publish", $"src/{project}", "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", $"artifacts/{Form(native)}",
        .. native ? (string[])[] : ["-p:ShippedAs=ReadyToRun"],
    ];

    /// <summary>Publishes them, unless they are newer than every source file.</summary>
    public static async Task MakeAsync(bool readyToRunToo = false)
    {
        DateTime changed = Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs*", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);
        foreach (bool native in readyToRunToo ? (bool[])[true, false] : [true])
        {
            foreach ((int index, (string project, string _)) in s_programs.Index())
            {
                string file = PathOf(index, native);
                if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > changed)
                {
                    continue;
                }

                await Console.Error.WriteLineAsync($"publishing {project} ({Form(native)})");
                string[] arguments = [.. Command(project, native).Select(word => word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("artifacts/", StringComparison.Ordinal) ? RepositoryRoot.File(word) : word)];
                (await TestKit.Command.RunAsync("dotnet", [.. arguments, "-v", "q", "--nologo", "-p:RunAnalyzers=false"], limit: TimeSpan.FromMinutes(30))).Succeeded();
            }
        }
    }

    private static string PathOf(int program, bool native = true) =>
        RepositoryRoot.File("artifacts", Form(native), s_programs[program].File);

    private static string Form(bool native) => native ? "native" : "readytorun";
}
