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

    /// <summary>What secrets of the known types have to hold.</summary>
    private static void Typed(JsonObject body, ICollection<FieldError> errors)
    {
        const string account = "kubernetes.io/service-account.name";
        string? json = body.Text("type") switch
        {
            "kubernetes.io/dockerconfigjson" => ".dockerconfigjson",
            "kubernetes.io/dockercfg" => ".dockercfg",
            _ => null,
        };
        string[] needed = body.Text("type") switch
        {
            "kubernetes.io/tls" => ["tls.crt", "tls.key"],
            "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
            "kubernetes.io/basic-auth" when body.At("data", "username") is null && body.At("data", "password") is null => ["username", "password"],
            _ => json is null ? [] : [json],
        };
        foreach (string key in needed.Where(k => body.At("data", k) is null))
        {
            errors.Add(FieldError.Required($"data[{key}]"));
        }

        if (json is not null && body.Text("data", json) is { } text)
        {
            try
            {
                JsonText.Parse(Convert.FromBase64String(text));
            }
            catch (DocumentException e)
            {
                errors.Add(FieldError.Invalid($"data[{json}]", "<secret contents redacted>", e.Message));
            }
        }

        if (body.Text("type") == "kubernetes.io/service-account-token" && body.Text("metadata", "annotations", account) is null or "")
        {
            errors.Add(FieldError.Required($"metadata.annotations[{account}]"));
        }
    }

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        if (live is not null && live.Text("type") != body.Text("type"))
        {
            errors.Add(FieldError.Invalid("type", body["type"], "field is immutable"));
        }

        ConfigMapBehavior.Keys(body, errors, "data");
        if (ConfigMapBehavior.Bytes(body.Object("data"), isBase64: true) > ConfigMapBehavior.MostBytes)
        {
            errors.Add(FieldError.TooLong("data", ConfigMapBehavior.MostBytes));
        }

        Typed(body, errors);
        ConfigMapBehavior.Immutable(live, body, errors, "data");
    }
}
