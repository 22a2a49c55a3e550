using System.Globalization;
using System.Text.Json;
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

    /// <summary>One object as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Single(StoredObject stored, OutputForm form) => form switch
    {
        OutputForm.Table => Table([stored], stored.Body.Text("metadata", "resourceVersion") ?? string.Empty, true).ToUtf8(),
        OutputForm.PartialMetadata => Partial(stored).ToUtf8(),
        _ => Json(stored),
    };

    /// <summary>A list as UTF-8 JSON.</summary>
    public byte[] List(IReadOnlyList<StoredObject> items, long revision, string next, long? remaining, OutputForm form)
    {
        string version = revision.ToString(CultureInfo.InvariantCulture);
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (next.Length > 0 || (definition.IsCustom && form == OutputForm.Plain))
        {
            metadata["continue"] = next;
        }

        if (remaining is { } count)
        {
            metadata["remainingItemCount"] = count;
        }

        switch (form)
        {
            case OutputForm.Table:
                JsonObject table = Table(items, version, true);
                table["metadata"] = metadata;
                return table.ToUtf8();
            case OutputForm.PartialMetadata:
                return Collection("PartialObjectMetadataList", MetaVersion, metadata, items, static (writer, stored) => Partial(stored).WriteTo(writer));
            default:
                return Collection(definition.ListKind, definition.ApiVersion, metadata, items, WriteItem);
        }
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
        ["columnDefinitions"] = withColumns ? new JsonArray([.. definition.Columns.Select(Column)]) : null,
        ["rows"] = new JsonArray([.. items.Select(Row)]),
    };

    public static JsonObject Partial(StoredObject stored) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = stored.Body["metadata"]!.DeepClone(),
    };

    /// <summary>Built-in kinds do not repeat kind and version in the items of a list.</summary>
    private void WriteItem(Utf8JsonWriter writer, StoredObject stored)
    {
        if (definition.IsCustom)
        {
            writer.WriteRawValue(Json(stored).Span, skipInputValidation: true);
            return;
        }

        JsonObject item = definition.Read(stored);
        item.Remove("kind");
        item.Remove("apiVersion");
        item.WriteTo(writer);
    }

    private static byte[] Collection(
        string kind, string apiVersion, JsonObject metadata, IReadOnlyList<StoredObject> items, Action<Utf8JsonWriter, StoredObject> write) =>
        JsonTree.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind);
            writer.WriteString("apiVersion", apiVersion);
            writer.WritePropertyName("metadata");
            metadata.WriteTo(writer);
            writer.WriteStartArray("items");
            foreach (StoredObject stored in items)
            {
                write(writer, stored);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

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
