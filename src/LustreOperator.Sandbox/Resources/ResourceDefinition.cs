using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;
using LustreOperator.Sandbox.Tables;

namespace LustreOperator.Sandbox.Resources;

/// <summary>One resource in one API version: how it is named, stored, checked and shown.</summary>
internal sealed record ResourceDefinition
{
    public static readonly IReadOnlyList<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public string ListKind => _listKind ?? Kind + "List";

    public bool Namespaced { get; init; } = true;

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    public bool IsCustom { get; init; }

    /// <summary>Whether changes of the specification are counted (built-in configuration kinds have no generation).</summary>
    public bool HasGeneration { get; init; }

    public bool HasStatus { get; init; }

    /// <summary>Whether kubectl scale knows it.</summary>
    public bool HasScale { get; init; }

    /// <summary>Whether an update of an object that is not there creates it.</summary>
    public bool AllowsCreateOnUpdate { get; init; }

    /// <summary>Whether an update has to say which version it is of.</summary>
    public bool NeedsVersionToUpdate { get; init; }

    /// <summary>Whether a deletion is answered with the object that was deleted.</summary>
    public bool AnswersDeleted { get; init; }

    /// <summary>What clients of this version are warned of.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Whether the definition is on its way out, so that nothing new is created.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>The type of a built-in kind; null: a custom resource.</summary>
    public FactType? Type { get; init; }

    public StructuralSchema Schema
    {
        get => _schema ?? Type?.KindSchema ?? StructuralSchema.Open;
        init => _schema = value;
    }

    /// <summary>The schema of a custom resource as its author wrote it, without the common fields.</summary>
    public JsonObject PublicSchema { get; init; } = [];

    /// <summary>What an object of this kind always contains, even when nobody set it.</summary>
    public JsonObject Zero => Type?.Empty ?? s_nothing;

    public ResourceBehavior Behavior { get; init; } = ResourceBehavior.Default;

    public IReadOnlyList<TableColumn> Columns { get; init; } = StandardColumns.NameAndAge;

    /// <summary>Field selectors beyond metadata.name and metadata.namespace.</summary>
    public IReadOnlyDictionary<string, string> SelectableFields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private static readonly JsonObject s_nothing = [];
    private readonly StructuralSchema? _schema;
    private readonly string? _listKind;
    private readonly GroupResource? _storage;

    public string? CustomListKind
    {
        get => _listKind;
        init => _listKind = value;
    }

    /// <summary>Where objects are kept; two groups may show the same objects.</summary>
    public GroupResource Storage
    {
        get => _storage ?? Name;
        init => _storage = value;
    }

    public GroupResource Name => new(Group, Plural);

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Kind.group, as it appears in messages.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>The revision of the store from which on this schema holds; what was written before is read by it.</summary>
    public long Since { get; init; }

    /// <summary>Whether an object is shown in this version as it is stored.</summary>
    public bool ShowsAsStored(StoredObject stored) => stored.ApiVersion == ApiVersion && stored.Revision >= Since && Behavior.ShowsAsStored;

    /// <summary>The object as this version shows it, for the caller to change.</summary>
    public JsonObject Read(StoredObject stored)
    {
        JsonObject body = Behavior.FromStored(stored.Copy());
        body["apiVersion"] = ApiVersion;
        if (stored.Revision < Since)
        {
            Pruner.Prune(body, Schema, []);
            Defaulter.Apply(body, Schema);
        }

        return body;
    }

    public OwnershipScope Scope(string subresource) => new(Schema, HasStatus, subresource);

    public ObjectKey Key(string ns, string name) => new(Storage, Namespaced ? ns : string.Empty, name);
}
