using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Apply;

internal sealed record ManagedFieldsEntry(FieldManager Manager, FieldSet Fields, string Time)
{
    public static ManagedFieldsEntry? Read(JsonObject json)
    {
        if (json.Text("operation") is not { } operation || json.Object("fieldsV1") is not { } fields)
        {
            return null;
        }

        var manager = new FieldManager(
            json.Text("manager") ?? string.Empty, operation, json.Text("apiVersion") ?? string.Empty, json.Text("subresource") ?? string.Empty);
        return new ManagedFieldsEntry(manager, FieldSet.FromJson(fields), json.Text("time") ?? string.Empty);
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager.Name,
            ["operation"] = Manager.Operation,
            ["apiVersion"] = Manager.ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToJson(),
        };
        if (Time.Length > 0)
        {
            json["time"] = Time;
        }

        if (Manager.Subresource.Length > 0)
        {
            json["subresource"] = Manager.Subresource;
        }

        return json;
    }
}
