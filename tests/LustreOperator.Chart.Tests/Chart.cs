using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>The files of charts/lustre-operator.</summary>
internal static class Chart
{
    public static string Folder { get; } = RepositoryRoot.File("charts", "lustre-operator");

    public static JsonObject Metadata { get; } = YamlFile.Read(File("Chart.yaml")).Single().AsObject();

    /// <summary>Values that the chart is tried with, by the name that golden files have too.</summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        .. Directory.GetFiles(File("ci"), "*-values.yaml").Select(file => Path.GetFileName(file)[..^"-values.yaml".Length]).Order(StringComparer.Ordinal),
    ];

    public static string File(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static JsonObject Values() => YamlFile.Read(File("values.yaml")).Single().AsObject();

    public static string ValuesOf(string name) => System.IO.File.ReadAllText(File("ci", $"{name}-values.yaml"));

    /// <summary>An annotation of Chart.yaml, which is YAML itself.</summary>
    public static JsonNode Annotation(string name) => YamlFile.Parse((string)Metadata["annotations"]![$"artifacthub.io/{name}"]!).Single();
}
