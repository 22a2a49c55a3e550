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
            role["apiGroup"] = role.Text("apiGroup") is { Length: > 0 } given ? given : BuiltInResources.Rbac;
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

        string[] kinds = body.Text("kind") == "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(body.Text("roleRef", "kind")))
        {
            errors.Add(FieldError.NotSupported(
                "roleRef.kind", body.Text("roleRef", "kind") ?? string.Empty, kinds.Select(k => $"\"{k}\"")));
        }

        foreach ((int index, JsonNode? subject) in (body.Array("subjects") ?? []).Index())
        {
            bool isAccount = subject.Text("kind") == "ServiceAccount";
            if ((subject.Text("apiGroup") ?? string.Empty) is var group && group != (isAccount ? string.Empty : BuiltInResources.Rbac)
                && subject.Text("kind") is "ServiceAccount" or "User" or "Group")
            {
                errors.Add(FieldError.NotSupported(
                    $"subjects[{index}].apiGroup", group, [isAccount ? "\"\"" : $"\"{BuiltInResources.Rbac}\""]));
            }

            if (isAccount && string.IsNullOrEmpty(subject.Text("namespace")) && body.Text("kind") == "ClusterRoleBinding")
            {
                errors.Add(FieldError.Required($"subjects[{index}].namespace"));
            }
        }
    }

    public override string? NameFault(string name) => Names.PathSegmentFault(name);
}
