using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Tables;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Reads a CustomResourceDefinition into the resources it serves.</summary>
internal static class CustomResource
{
    private static readonly string[] s_verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IEnumerable<ResourceDefinition> Read(JsonObject definition)
    {
        JsonObject names = definition.Object("spec", "names") ?? [];
        foreach (JsonObject version in DefinitionBehavior.Versions(definition).Where(v => v.Flag("served") == true))
        {
            JsonObject schema = version.Object("schema", "openAPIV3Schema") ?? [];
            yield return new ResourceDefinition
            {
                Group = definition.Text("spec", "group")!,
                Version = version.Text("name")!,
                Kind = names.Text("kind")!,
                Plural = names.Text("plural")!,
                Singular = names.Text("singular") ?? string.Empty,
                CustomListKind = names.Text("listKind"),
                ShortNames = [.. names.Array("shortNames").Texts()],
                Categories = [.. names.Array("categories").Texts()],
                Namespaced = definition.Text("spec", "scope") == "Namespaced",
                Verbs = s_verbs,
                IsCustom = true,
                HasGeneration = true,
                NeedsVersionToUpdate = true,
                Since = long.Parse(definition.Text("metadata", "resourceVersion") ?? "0", CultureInfo.InvariantCulture),
                IsTerminating = definition.At("metadata", "deletionTimestamp") is not null,
                Deprecation = version.Flag("deprecated") == true
                    ? version.Text("deprecationWarning") ?? $"{definition.Text("spec", "group")}/{version.Text("name")} {names.Text("kind")} is deprecated"
                    : null,
                HasStatus = version.Object("subresources", "status") is not null,
                Schema = StructuralSchema.OfKind(schema),
                PublicSchema = schema,
                Columns = CustomColumns.Read(version),
                SelectableFields = Selectable(version),
            };
        }
    }

    /// <summary>Identifies the stored form in discovery: the first bytes of a hash of its group, version and kind.</summary>
    public static string StorageHash(ResourceDefinition definition) => Convert.ToBase64String(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{definition.Group}/{definition.Version}/{definition.Kind}")).AsSpan(0, 8));

    private static Dictionary<string, string> Selectable(JsonObject version) =>
        (version.Array("selectableFields") ?? []).Select(f => f.Text("jsonPath")?.TrimStart('.')).OfType<string>()
            .ToDictionary(f => f, StringComparer.Ordinal);
}
