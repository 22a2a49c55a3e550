using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Storage;

/// <summary>An object that another belongs to, and whether deleting it in the foreground waits for the other.</summary>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool Blocks)
{
    public static OwnerReference Read(JsonNode? json) => new(
        json.Text("apiVersion") ?? string.Empty, json.Text("kind") ?? string.Empty, json.Text("name") ?? string.Empty, json.Text("uid") ?? string.Empty,
        json.Flag("blockOwnerDeletion") ?? false);
}
