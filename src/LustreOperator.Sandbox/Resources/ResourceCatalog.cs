using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Every resource that is served now. Readers see one consistent state; a change replaces the whole.</summary>
internal sealed class ResourceCatalog
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IReadOnlyList<ResourceDefinition>> _custom = new(StringComparer.Ordinal);
    private volatile FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byName = Index(BuiltInResources.All);

    public IReadOnlyCollection<ResourceDefinition> All => _byName.Values;

    public ResourceDefinition? Find(string group, string version, string plural) => _byName.GetValueOrDefault((group, version, plural));

    /// <summary>Any served version of a stored resource.</summary>
    public ResourceDefinition? Find(Storage.GroupResource storage) => All.FirstOrDefault(d => d.Name == storage);

    /// <summary>The definition of a kind in one version, as owner references name it.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind) => All.FirstOrDefault(d => d.ApiVersion == apiVersion && d.Kind == kind);

    public void Serve(JsonObject definition)
    {
        lock (_gate)
        {
            _custom[definition.Text("metadata", "name")!] = [.. CustomResource.Read(definition)];
            Rebuild();
        }
    }

    public void Withdraw(string definitionName)
    {
        lock (_gate)
        {
            _custom.Remove(definitionName);
            Rebuild();
        }
    }

    private void Rebuild() => _byName = Index(BuiltInResources.All.Concat(_custom.Values.SelectMany(d => d)));

    private static FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> Index(
        IEnumerable<ResourceDefinition> definitions)
    {
        var index = new Dictionary<(string Group, string Version, string Plural), ResourceDefinition>();
        foreach (ResourceDefinition definition in definitions)
        {
            index.TryAdd((definition.Group, definition.Version, definition.Plural), definition);
        }

        return index.ToFrozenDictionary();
    }
}
