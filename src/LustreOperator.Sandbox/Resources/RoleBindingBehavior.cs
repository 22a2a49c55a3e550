using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class RoleBindingBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body)
    {
        if (body.Object("roleRef") is { } role)
        {
            role["apiGroup"] ??= BuiltInResources.Rbac;
        }

        foreach (JsonObject subject in (body.Array("subjects") ?? []).OfType<JsonObject>())
        {
            if (subject.Text("kind") is "User" or "Group")
            {
                subject["apiGroup"] ??= BuiltInResources.Rbac;
            }
        }
    }

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        if (live is not null && !JsonTree.Same(live["roleRef"], body["roleRef"]))
        {
            errors.Add(FieldError.Invalid("roleRef", body["roleRef"], "cannot change roleRef"));
        }

        if (string.IsNullOrEmpty(body.Text("roleRef", "name")))
        {
            errors.Add(FieldError.Required("roleRef.name"));
        }
    }

    public override string? NameFault(string name) => Names.PathSegmentFault(name);
}
