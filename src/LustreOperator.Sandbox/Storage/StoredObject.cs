using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Storage;

/// <summary>One version of one object. The body is never changed: copy it to change it.</summary>
internal sealed class StoredObject(ObjectKey key, JsonObject body, long revision)
{
    private byte[]? _utf8;

    public ObjectKey Key { get; } = key;

    public JsonObject Body { get; } = body;

    public long Revision { get; } = revision;

    public string Uid => Body.Text("metadata", "uid") ?? string.Empty;

    public ReadOnlySpan<byte> Utf8 => _utf8 ??= Body.ToUtf8();

    /// <summary>The same content under another revision, as watchers see an object that left the store or their selection.</summary>
    public StoredObject At(long revision) => Freeze(Key, Body, revision);

    public static StoredObject Freeze(ObjectKey key, JsonObject body, long revision)
    {
        JsonObject copy = body.Copy();
        copy.GetOrAdd("metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(key, (JsonObject)JsonTree.Sorted(copy)!, revision);
    }
}
