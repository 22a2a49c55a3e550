using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class SecretBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body)
    {
        foreach ((string key, JsonNode? value) in body.Object("stringData") ?? [])
        {
            body.GetOrAdd("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? string.Empty));
        }

        body.Remove("stringData");
        body["type"] ??= "Opaque";
    }

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        if (live is not null && live.Text("type") != body.Text("type"))
        {
            errors.Add(FieldError.Invalid("type", body["type"], "field is immutable"));
        }

        ConfigMapBehavior.Keys(body, errors, "data");
        ConfigMapBehavior.Immutable(live, body, errors, "data");
    }
}
