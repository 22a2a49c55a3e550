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
    private static readonly byte[] s_comma = [(byte)','];

    /// <summary>One object as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Single(StoredObject stored, OutputForm form) => form switch
    {
        OutputForm.Table => Table([stored], stored.Body.Text("metadata", "resourceVersion") ?? string.Empty, true).ToUtf8(),
        OutputForm.PartialMetadata => Partial(stored).ToUtf8(),
        _ => Json(stored),
    };

    /// <summary>
    /// A list as UTF-8 JSON, in parts, for it may be large: the objects of a store many times over the memory of one.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> List(IReadOnlyList<StoredObject> items, long revision, string next, long? remaining, OutputForm form)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (next.Length > 0 || (definition.IsCustom && form == OutputForm.Plain))
        {
            metadata["continue"] = next;
        }

        if (remaining is { } count)
        {
            metadata["remainingItemCount"] = count;
        }

        return form switch
        {
            OutputForm.Table => Parts("Table", MetaVersion, metadata, Columns(), "rows", items, s => Row(s).ToUtf8()),
            OutputForm.PartialMetadata => Parts("PartialObjectMetadataList", MetaVersion, metadata, null, "items", items, s => Partial(s).ToUtf8()),
            _ => Parts(definition.ListKind, definition.ApiVersion, metadata, null, "items", items, Item),
        };
    }

    /// <summary>The object in this version: as it is stored, if it is stored so.</summary>
    public ReadOnlyMemory<byte> Json(StoredObject stored) =>
        definition.ShowsAsStored(stored) ? stored.Json : definition.Read(stored).ToUtf8();

    /// <summary>A table; watches describe the columns only in their first event.</summary>
    public JsonObject Table(IReadOnlyList<StoredObject> items, string version, bool withColumns) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version },
        ["columnDefinitions"] = withColumns ? Columns() : null,
        ["rows"] = new JsonArray([.. items.Select(Row)]),
    };

    public static JsonObject Partial(StoredObject stored) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = stored.Body["metadata"]!.DeepClone(),
    };

    /// <summary>Built-in kinds do not repeat kind and version in the items of a list.</summary>
    private ReadOnlyMemory<byte> Item(StoredObject stored)
    {
        if (definition.IsCustom)
        {
            return Json(stored);
        }

        JsonObject item = definition.Read(stored);
        item.Remove("kind");
        item.Remove("apiVersion");
        return item.ToUtf8();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(
        string kind, string apiVersion, JsonObject metadata, JsonArray? columns, string list, IReadOnlyList<StoredObject> items,
        Func<StoredObject, ReadOnlyMemory<byte>> show)
    {
        var head = new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata };
        if (columns is not null)
        {
            head["columnDefinitions"] = columns;
        }

        head[list] = new JsonArray();
        byte[] empty = head.ToUtf8();
        yield return empty.AsMemory(0, empty.Length - 2);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                yield return s_comma;
            }

            yield return show(items[i]);
        }

        yield return empty.AsMemory(empty.Length - 2);
    }

    private JsonArray Columns() => new([.. definition.Columns.Select(Column)]);

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
        JsonObject body = definition.IsCustom && !definition.ShowsAsStored(stored) ? definition.Read(stored) : stored.Body;
        var row = new JsonObject { ["cells"] = new JsonArray([.. definition.Columns.Select(c => c.Cell(body, now))]) };
        JsonObject? shown = includeObject switch
        {
            "None" => null,
            "Object" => definition.Read(stored),
            _ => Partial(stored),
        };
        if (shown is not null)
        {
            row["object"] = shown;
        }

        return row;
    }
}
