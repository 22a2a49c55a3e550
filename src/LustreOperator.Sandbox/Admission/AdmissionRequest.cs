using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Admission;

/// <summary>A write that policies are asked about.</summary>
internal sealed record AdmissionRequest
{
    /// <summary>CREATE, UPDATE or DELETE.</summary>
    public required string Operation { get; init; }

    public required ResourceDefinition Definition { get; init; }

    public required string Subresource { get; init; }

    /// <summary>Empty: it is in none.</summary>
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required UserInfo User { get; init; }

    public bool DryRun { get; init; }

    /// <summary>What will be stored; null when it is deleted.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>What is stored; null when it is created.</summary>
    public JsonObject? Old { get; init; }

    /// <summary>The same write in another API version of the same objects.</summary>
    public AdmissionRequest As(ResourceDefinition other) =>
        other.ApiVersion == Definition.ApiVersion ? this : this with { Definition = other, Object = Converted(Object, other), Old = Converted(Old, other) };

    /// <summary>As expressions see it; what is empty is not there.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["kind"] = new JsonObject { ["group"] = Definition.Group, ["version"] = Definition.Version, ["kind"] = Definition.Kind },
            ["resource"] = new JsonObject { ["group"] = Definition.Group, ["version"] = Definition.Version, ["resource"] = Definition.Plural },
            ["operation"] = Operation,
            ["userInfo"] = User.ToJson(),
            ["dryRun"] = DryRun,
        };
        json["requestKind"] = json["kind"]!.DeepClone();
        json["requestResource"] = json["resource"]!.DeepClone();
        foreach ((string field, string value) in (ReadOnlySpan<(string, string)>)
            [("subResource", Subresource), ("requestSubResource", Subresource), ("namespace", Namespace), ("name", Name)])
        {
            if (value.Length > 0)
            {
                json[field] = value;
            }
        }

        return json;
    }

    private JsonObject? Converted(JsonObject? body, ResourceDefinition other)
    {
        if (body is null)
        {
            return null;
        }

        JsonObject converted = other.Behavior.FromStored(Definition.Behavior.ToStored(body.Copy()));
        converted["apiVersion"] = other.ApiVersion;
        return converted;
    }
}
