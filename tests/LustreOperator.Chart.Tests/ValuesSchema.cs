using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace LustreOperator.Chart.Tests;

/// <summary>values.schema.json, by which Helm refuses values before it renders.</summary>
internal static class ValuesSchema
{
    private static readonly JsonSchema s_schema = JsonSchema.FromText(File.ReadAllText(Chart.File("values.schema.json")));

    public static JsonObject Text => JsonNode.Parse(File.ReadAllText(Chart.File("values.schema.json")))!.AsObject();

    /// <summary>What is wrong with values, each with its JSON pointer; empty when all is well.</summary>
    public static IReadOnlyList<string> Faults(JsonNode values)
    {
        EvaluationResults results = s_schema.Evaluate(JsonSerializer.SerializeToElement(values), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. (results.Details ?? []).SelectMany(detail => (detail.Errors ?? []).Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }
}
