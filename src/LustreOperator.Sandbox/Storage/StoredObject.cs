using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Storage;

/// <summary>
/// One version of one object, kept as the UTF-8 JSON it is answered with (a parsed document takes about eight times as much
/// memory), keys in ordinal order. What selectors and controllers ask for at every change is read once.
/// </summary>
internal sealed class StoredObject
{
    private readonly WeakReference<JsonObject?> _body = new(null);

    private StoredObject(ObjectKey key, JsonObject body, long revision)
    {
        Key = key;
        Revision = revision;
        ApiVersion = body.Text("apiVersion") ?? string.Empty;
        Summary = ObjectSummary.Of(body);
        Json = JsonTree.ToSortedUtf8(body);
    }

    public ObjectKey Key { get; }

    public long Revision { get; }

    /// <summary>The API version it was last written in.</summary>
    public string ApiVersion { get; }

    public ObjectSummary Summary { get; }

    public string Uid => Summary.Uid;

    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The parsed document, which readers share: never change it, take a <see cref="Copy"/>.</summary>
    public JsonObject Body
    {
        get
        {
            if (!_body.TryGetTarget(out JsonObject? body))
            {
                body = Copy();
                _body.SetTarget(body);
            }

            return body;
        }
    }

    /// <summary>The document, for the caller to change.</summary>
    public JsonObject Copy() => (JsonObject)JsonText.Parse(Json.Span)!;

    /// <summary>The same content under another revision, as watchers see an object that left the store or their selection.</summary>
    public StoredObject At(long revision) => Freeze(Key, Copy(), revision);

    /// <summary>A version that is in the store or was: takes over the body and marks it with its revision.</summary>
    public static StoredObject Freeze(ObjectKey key, JsonObject body, long revision)
    {
        body.GetOrAdd("metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(key, body, revision);
    }

    /// <summary>A version that never was in the store, as a dry run answers with.</summary>
    public static StoredObject Unstored(ObjectKey key, JsonObject body, long revision) => new(key, body, revision);
}
