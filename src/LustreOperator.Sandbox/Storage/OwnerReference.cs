using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Storage;

/// <summary>An object that another belongs to, and whether deleting it in the foreground waits for the other.</summary>
internal sealed record OwnerReference(string Uid, bool Blocks)
{
    public static OwnerReference Read(JsonNode? json) => new(json.Text("uid") ?? string.Empty, json.Flag("blockOwnerDeletion") ?? false);
}
