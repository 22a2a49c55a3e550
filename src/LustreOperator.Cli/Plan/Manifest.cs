using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Plan;

/// <summary>A LustreCluster of a file.</summary>
/// <param name="File">Where it is from, for messages.</param>
/// <param name="Object">As the file has it.</param>
internal sealed record ManifestCluster(string File, JsonObject Object);

/// <summary>The clusters of files, and what else is in them.</summary>
/// <param name="Clusters">In the order of the files.</param>
/// <param name="PassedOver">The other objects, such as <c>Namespace qa</c>.</param>
/// <param name="Notes">What is read but surely not meant.</param>
internal sealed record Manifest(IReadOnlyList<ManifestCluster> Clusters, IReadOnlyList<string> PassedOver, IReadOnlyList<string> Notes)
{
    private const int NamedAtMost = 5;

    /// <summary>Reads YAML documents or JSON, as kubectl does.</summary>
    /// <exception cref="CommandException">They cannot be read, or none is a LustreCluster.</exception>
    public static Manifest Read(IReadOnlyList<ManifestText> texts)
    {
        List<string> notes = [];
        List<ManifestCluster> clusters = [];
        List<string> others = [];
        List<string> faults = [];
        foreach (ManifestText text in texts)
        {
            foreach (JsonObject value in Objects(text, notes))
            {
                string[] found = [.. ManifestObject.Faults(value)];
                string label = ManifestObject.Label(value) is { Length: > 0 } named && texts.Count + clusters.Count + others.Count > 1 ? $"{named}: " : "";
                faults.AddRange(found.Select(fault => $"{text.Name}: {label}{fault}"));
                if (found.Length == 0 && ManifestObject.IsCluster(value))
                {
                    clusters.Add(new ManifestCluster(text.Name, value));
                }
                else if (found.Length == 0)
                {
                    others.Add(ManifestObject.Label(value));
                }
            }
        }

        if (faults.Count > 0)
        {
            throw new CommandException(string.Join("; ", faults));
        }

        return clusters.Count > 0
            ? new Manifest(clusters, others, notes)
            : throw new CommandException(
                $"{Sources(texts)} no LustreCluster{(others.Count == 0 ? "" : $", only {Names(others)}")}; only clusters can be planned");
    }

    private static string Sources(IReadOnlyList<ManifestText> texts) =>
        texts.Count == 1 ? $"{texts[0].Name} holds" : $"{Names([.. texts.Select(text => text.Name)])} hold";

    private static string Names(List<string> others) =>
        string.Join(", ", others.Take(NamedAtMost)) + (others.Count > NamedAtMost ? $" and {others.Count - NamedAtMost} more" : "");

    private static IEnumerable<JsonObject> Objects(ManifestText text, List<string> notes)
    {
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = JsonDocuments(text.Text) ?? YamlReader.ParseAll(
                text.Text, (line, key) => notes.Add($"{text.Name}: line {line}: key {key} is there twice; the last one counts"));
        }
        catch (YamlFormatException fault)
        {
            throw new CommandException($"{text.Name}: {fault.Message}", fault);
        }

        // kubectl get -o yaml makes a List.
        return documents.OfType<JsonNode>().SelectMany(Items).Select(item => item as JsonObject
            ?? throw new CommandException($"{text.Name} holds something that is no Kubernetes object; each has apiVersion, kind and metadata"));
    }

    private static IEnumerable<JsonNode?> Items(JsonNode document) =>
        document is JsonObject list && list["items"] is JsonArray items && ManifestObject.Text(list["kind"])?.EndsWith("List", StringComparison.Ordinal) == true
            ? items
            : [document];

    // Several objects of JSON may follow one another without a mark. What begins like JSON and is none is YAML.
    private static List<JsonNode?>? JsonDocuments(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
            List<JsonNode?> documents = [];
            while (reader.Read())
            {
                documents.Add(JsonNode.Parse(ref reader));
            }

            return documents;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
