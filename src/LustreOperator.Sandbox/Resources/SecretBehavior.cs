using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

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
}
