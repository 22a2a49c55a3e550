using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>What is served: the plain lists per group and version, and the aggregated one.</summary>
internal sealed class DiscoveryDocuments(ResourceCatalog catalog)
{
    private const string AggregatedVersion = "apidiscovery.k8s.io/v2";
    private static readonly string[] s_subresourceVerbs = ["get", "patch", "update"];

    public static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Select(g => Group(g, false))]),
    };

    public JsonObject? Group(string name) => GroupNames().Contains(name) ? Group(name, true) : null;

    public JsonObject? Resources(string group, string version)
    {
        ResourceDefinition[] definitions = [.. In(group, version)];
        return definitions.Length == 0
            ? null
            : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = definitions[0].ApiVersion,
                ["resources"] = new JsonArray([.. definitions.SelectMany(Entries)]),
            };
    }

    public JsonObject Aggregated(bool core)
    {
        IEnumerable<string> groups = core ? [string.Empty] : GroupNames();
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = AggregatedVersion,
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups.Select(AggregatedGroup)]),
        };
    }

    public IEnumerable<(string Group, string Version)> GroupVersions() =>
        catalog.All.Select(d => (d.Group, d.Version)).Distinct().Order();

    private JsonObject Group(string name, bool withKind)
    {
        JsonObject[] versions =
        [
            .. Versions(name).Select(v => new JsonObject { ["groupVersion"] = $"{name}/{v}", ["version"] = v }),
        ];
        var group = new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
        if (withKind)
        {
            group["kind"] = "APIGroup";
            group["apiVersion"] = "v1";
        }

        return group;
    }

    private JsonObject AggregatedGroup(string group) => new()
    {
        ["metadata"] = group.Length == 0
            ? new JsonObject { ["creationTimestamp"] = null }
            : new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
        ["versions"] = new JsonArray(
        [
            .. Versions(group).Select(version => new JsonObject
            {
                ["version"] = version,
                ["freshness"] = "Current",
                ["resources"] = new JsonArray([.. In(group, version).Select(AggregatedResource)]),
            }),
        ]),
    };

    private static JsonObject AggregatedResource(ResourceDefinition definition)
    {
        var resource = new JsonObject
        {
            ["resource"] = definition.Plural,
            ["responseKind"] = Kind(definition.Group, definition.Version, definition.Kind),
            ["scope"] = definition.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = definition.Singular,
            ["verbs"] = JsonTree.ToArray(definition.Verbs),
        };
        AddNames(resource, definition);
        JsonObject[] subresources =
        [
            .. Subresources(definition).Select(s => new JsonObject
            {
                ["subresource"] = s.Name, ["responseKind"] = Kind(s.Group, s.Version, s.Kind), ["verbs"] = JsonTree.ToArray(s.Verbs),
            }),
        ];
        if (subresources.Length > 0)
        {
            resource["subresources"] = new JsonArray([.. subresources]);
        }

        return resource;
    }

    private static IEnumerable<JsonObject> Entries(ResourceDefinition definition)
    {
        var entry = new JsonObject
        {
            ["name"] = definition.Plural,
            ["singularName"] = definition.Singular,
            ["namespaced"] = definition.Namespaced,
            ["kind"] = definition.Kind,
            ["verbs"] = JsonTree.ToArray(definition.Verbs),
        };
        AddNames(entry, definition);
        if (definition.IsCustom)
        {
            entry["storageVersionHash"] = CustomResource.StorageHash(definition);
        }

        yield return entry;
        foreach ((string name, string group, string version, string kind, string[] verbs) in Subresources(definition))
        {
            var sub = new JsonObject
            {
                ["name"] = $"{definition.Plural}/{name}",
                ["singularName"] = string.Empty,
                ["namespaced"] = definition.Namespaced,
                ["kind"] = kind,
                ["verbs"] = JsonTree.ToArray(verbs),
            };
            if (group != definition.Group)
            {
                sub["group"] = group;
                sub["version"] = version;
            }

            yield return sub;
        }
    }

    private static IEnumerable<(string Name, string Group, string Version, string Kind, string[] Verbs)> Subresources(ResourceDefinition definition)
    {
        if (definition.HasStatus)
        {
            yield return ("status", definition.Group, definition.Version, definition.Kind, s_subresourceVerbs);
        }

        if (definition.HasScale)
        {
            yield return ("scale", "autoscaling", "v1", "Scale", s_subresourceVerbs);
        }

        if (definition.Name == BuiltInResources.Namespaces)
        {
            yield return ("finalize", definition.Group, definition.Version, definition.Kind, ["update"]);
        }

        if (definition.Name == BuiltInResources.ServiceAccounts)
        {
            yield return ("token", "authentication.k8s.io", "v1", "TokenRequest", ["create"]);
        }
    }

    private static void AddNames(JsonObject json, ResourceDefinition definition)
    {
        if (definition.ShortNames.Count > 0)
        {
            json["shortNames"] = JsonTree.ToArray(definition.ShortNames);
        }

        if (definition.Categories.Count > 0)
        {
            json["categories"] = JsonTree.ToArray(definition.Categories);
        }
    }

    private static JsonObject Kind(string group, string version, string kind) =>
        new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private IEnumerable<string> GroupNames() =>
        catalog.All.Select(d => d.Group).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Stable versions first, then beta, then alpha, newer before older.</summary>
    private IEnumerable<string> Versions(string group) => catalog.All.Where(d => d.Group == group).Select(d => d.Version)
        .Distinct(StringComparer.Ordinal)
        .OrderBy(v => v.Contains("alpha", StringComparison.Ordinal) ? 2 : v.Contains("beta", StringComparison.Ordinal) ? 1 : 0)
        .ThenByDescending(v => v, StringComparer.Ordinal);

    private IEnumerable<ResourceDefinition> In(string group, string version) =>
        catalog.All.Where(d => d.Group == group && d.Version == version).OrderBy(d => d.Plural, StringComparer.Ordinal);
}
