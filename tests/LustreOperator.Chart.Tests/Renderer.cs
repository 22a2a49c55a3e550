using System.Text.Json;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>What the chart is rendered for.</summary>
internal sealed record RenderRequest
{
    public string Chart { get; init; } = Tests.Chart.Folder;

    public string Release { get; init; } = "lustre-operator";

    public string Namespace { get; init; } = "lustre-operator";

    public bool IsUpgrade { get; init; }

    /// <summary>YAML of each --values.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public string KubeVersion { get; init; } = "v1.34.0";

    /// <summary>What the cluster serves beside what every cluster does.</summary>
    public IReadOnlyList<string> APIVersions { get; init; } = [];

    /// <summary>What `lookup` finds.</summary>
    public IReadOnlyList<object> Objects { get; init; } = [];
}

/// <summary>Renders the chart by a program of Helm's own parts, which is built when it is first needed.</summary>
internal static class Renderer
{
    private static readonly Lazy<Task<string>> s_program = new(BuildAsync);

    public static async Task<Rendering> RenderAsync(RenderRequest request) =>
        Rendering.Read((await TryRenderAsync(request)).Succeeded());

    /// <summary>For what Helm would refuse.</summary>
    public static async Task<CommandResult> TryRenderAsync(RenderRequest request) =>
        await Command.RunAsync(await s_program.Value, [], input: JsonSerializer.Serialize(request));

    private static async Task<string> BuildAsync()
    {
        string sources = RepositoryRoot.File("tests", "LustreOperator.Chart.Tests", "renderer");
        CommandResult built = await Command.RunAsync("bash", [Path.Combine(sources, "build.sh"), RepositoryRoot.File("artifacts", "chart-renderer")]);
        return built.ExitCode == 0
            ? built.Output.Trim()
            : throw new InvalidOperationException($"the renderer was not built (tests/install-tools.sh brings Go and its packages): {built.Errors}");
    }
}
