using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class ConfigMapBehavior : ResourceBehavior
{
    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        Keys(body, errors, "data", "binaryData");
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
