using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Output;

/// <summary>Prints a list of objects for programs, as kubectl does.</summary>
internal static class ObjectPrinter
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, IndentSize = 2 };

    public static string Print(IReadOnlyList<JsonObject> items, string format)
    {
        JsonObject list = new()
        {
            ["apiVersion"] = "v1",
            ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
            ["kind"] = "List",
            ["metadata"] = new JsonObject { ["resourceVersion"] = "" },
        };
        return PrintOne(list, format);
    }

    /// <summary>One object alone.</summary>
    public static string PrintOne(JsonObject value, string format) =>
        format == OutputFormat.Yaml ? YamlText.Of(value) : value.ToJsonString(s_indented) + "\n";
}
