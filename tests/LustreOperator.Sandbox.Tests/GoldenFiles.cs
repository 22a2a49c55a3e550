using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>The recordings of a real API server.</summary>
internal static class GoldenFiles
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static string KubectlFolder { get; } = Path.Combine(s_folder, "kubectl");

    public static IReadOnlyDictionary<string, string> KnownDifferences { get; } = File
        .ReadAllLines(Path.Combine(s_folder, "known-differences.txt"))
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    public static IReadOnlyList<JsonObject> Read(string name) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(s_folder, name)))!.AsArray().Select(n => n!.AsObject())];
}
