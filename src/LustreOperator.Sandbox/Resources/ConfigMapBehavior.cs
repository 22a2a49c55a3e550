using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class ConfigMapBehavior : ResourceBehavior
{
    public const int MostBytes = 1024 * 1024;

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        Keys(body, errors, "data", "binaryData");
        foreach (string key in (body.Object("data") ?? []).Select(p => p.Key).Where(k => body.At("binaryData", k) is not null))
        {
            errors.Add(FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
        }

        if (Bytes(body.Object("data"), isBase64: false) + Bytes(body.Object("binaryData"), isBase64: true) > MostBytes)
        {
            errors.Add(FieldError.TooLong("[]", MostBytes));
        }

        Immutable(live, body, errors, "data", "binaryData");
    }

    public static void Keys(JsonObject body, ICollection<FieldError> errors, params IEnumerable<string> fields)
    {
        foreach (FieldError error in
            from field in fields
            from entry in body.Object(field) ?? []
            from fault in Names.DataKeyFaults(entry.Key)
            select FieldError.Invalid($"{field}[{entry.Key}]", entry.Key, fault))
        {
            errors.Add(error);
        }
    }

    /// <summary>How many bytes the values of a map have together.</summary>
    public static long Bytes(JsonObject? data, bool isBase64) => (data ?? []).Sum(p => p.Value.Text() is not { } text ? 0
        : isBase64 ? (text.Length / 4 * 3L) - text.Reverse().TakeWhile(c => c == '=').Count() : System.Text.Encoding.UTF8.GetByteCount(text));

    /// <summary>What may not change once an object is marked immutable, the mark included.</summary>
    public static void Immutable(JsonObject? live, JsonObject body, ICollection<FieldError> errors, params IEnumerable<string> fields)
    {
        if (live.Flag("immutable") != true)
        {
            return;
        }

        const string detail = "field is immutable when `immutable` is set";
        if (body.Flag("immutable") != true)
        {
            errors.Add(FieldError.Forbidden("immutable", detail));
        }

        foreach (string field in fields.Where(field => !JsonTree.Same(live!.At(field), body.At(field))))
        {
            errors.Add(FieldError.Forbidden(field, detail));
        }
    }
}
