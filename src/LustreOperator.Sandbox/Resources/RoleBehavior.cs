using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class RoleBehavior : ResourceBehavior
{
    public override string? NameFault(string name) => Names.PathSegmentFault(name);

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        bool isNamespaced = body.Text("kind") == "Role";
        foreach ((int index, JsonNode? rule) in (body.Array("rules") ?? []).Index())
        {
            string path = $"rules[{index}]";
            bool hasResources = rule.Array("resources") is { Count: > 0 };
            if (rule.Array("nonResourceURLs") is { Count: > 0 } urls)
            {
                if (isNamespaced)
                {
                    errors.Add(FieldError.Invalid($"{path}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs"));
                }

                if (hasResources || rule.Array("apiGroups") is { Count: > 0 } || rule.Array("resourceNames") is { Count: > 0 })
                {
                    errors.Add(FieldError.Invalid(
                        $"{path}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs"));
                }

                continue;
            }

            if (rule.Array("apiGroups") is not { Count: > 0 })
            {
                errors.Add(FieldError.Required($"{path}.apiGroups", "resource rules must supply at least one api group"));
            }

            if (!hasResources)
            {
                errors.Add(FieldError.Required($"{path}.resources", "resource rules must supply at least one resource"));
            }
        }
    }
}
