using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Api.Tests;

/// <summary>The schema of a CRD in crds/, and every node of it with its field path.</summary>
internal sealed record CrdSchema(string File)
{
    public static readonly string[] Files = ["lustreclusters.yaml", "lustremachines.yaml", "kvmhosts.yaml"];

    public JsonNode Definition { get; } = YamlFile.Read(RepositoryRoot.File("crds", File))[0];

    public JsonNode Version => Definition["spec"]!["versions"]![0]!;

    public JsonObject Root => Version["schema"]!["openAPIV3Schema"]!.AsObject();

    /// <summary>All nodes below spec and status, with paths such as spec.networks[].name.</summary>
    public IEnumerable<(string Path, JsonObject Node)> Nodes() =>
        Root["properties"]!.AsObject()
            .Where(property => property.Key is "spec" or "status")
            .SelectMany(property => Walk(property.Key, property.Value!.AsObject()));

    private static IEnumerable<(string Path, JsonObject Node)> Walk(string path, JsonObject node)
    {
        yield return (path, node);
        IEnumerable<(string Path, JsonObject Node)> children =
        [
            .. (node["properties"]?.AsObject() ?? []).SelectMany(child => Walk($"{path}.{child.Key}", child.Value!.AsObject())),
            .. node["items"] is JsonObject items ? Walk(path + "[]", items) : [],
            .. node["additionalProperties"] is JsonObject values ? Walk(path + "{}", values) : [],
        ];
        foreach ((string Path, JsonObject Node) child in children)
        {
            yield return child;
        }
    }
}
