using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;
using LustreOperator.Sandbox.Tables;

namespace LustreOperator.Sandbox.Http;

/// <summary>Shows stored objects in the form a client asked for.</summary>
internal sealed class ObjectView(ResourceDefinition definition, TimeProvider time, string includeObject)
{
    private const string MetaVersion = "meta.k8s.io/v1";

    public JsonObject Single(StoredObject stored, OutputForm form) => form switch
    {
        OutputForm.Table => Table([stored], stored.Body.Text("metadata", "resourceVersion") ?? string.Empty, true),
        OutputForm.PartialMetadata => Partial(stored),
        _ => Shown(stored),
    };

    public JsonObject List(IReadOnlyList<StoredObject> items, long revision, string next, long? remaining, OutputForm form)
    {
        string version = revision.ToString(CultureInfo.InvariantCulture);
        JsonObject list = form switch
        {
            OutputForm.Table => Table(items, version, true),
            OutputForm.PartialMetadata => Collection("PartialObjectMetadataList", MetaVersion, items.Select(Partial), version),
            _ => Collection(definition.ListKind, definition.ApiVersion, items.Select(Item), version),
        };
        JsonObject metadata = list.GetOrAdd("metadata");
        if (next.Length > 0 || (definition.IsCustom && form == OutputForm.Plain))
        {
            metadata["continue"] = next;
        }

        if (remaining is { } count)
        {
            metadata["remainingItemCount"] = count;
        }

        return list;
    }

    /// <summary>A table; watches describe the columns only in their first event.</summary>
    public JsonObject Table(IReadOnlyList<StoredObject> items, string version, bool withColumns) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version },
        ["columnDefinitions"] = withColumns ? new JsonArray([.. definition.Columns.Select(Column)]) : null,
        ["rows"] = new JsonArray([.. items.Select(Row)]),
    };

    public static JsonObject Partial(StoredObject stored) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = stored.Body["metadata"]!.DeepClone(),
    };

    private JsonObject Shown(StoredObject stored)
    {
        JsonObject shown = definition.Behavior.FromStored(stored.Body).Copy();
        shown["apiVersion"] = definition.ApiVersion;
        return shown;
    }

    /// <summary>Built-in kinds do not repeat kind and version in the items of a list.</summary>
    private JsonObject Item(StoredObject stored)
    {
        JsonObject item = Shown(stored);
        if (!definition.IsCustom)
        {
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return item;
    }

    private static JsonObject Collection(string kind, string apiVersion, IEnumerable<JsonObject> items, string version) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version },
        ["items"] = new JsonArray([.. items]),
    };

    private static JsonObject Column(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private JsonObject Row(StoredObject stored)
    {
        DateTimeOffset now = time.GetUtcNow();
        var row = new JsonObject { ["cells"] = new JsonArray([.. definition.Columns.Select(c => c.Cell(stored.Body, now))]) };
        JsonObject? shown = includeObject switch
        {
            "None" => null,
            "Object" => Shown(stored),
            _ => Partial(stored),
        };
        if (shown is not null)
        {
            row["object"] = shown;
        }

        return row;
    }
}
