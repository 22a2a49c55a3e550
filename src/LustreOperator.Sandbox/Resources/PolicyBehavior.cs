using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Admission;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Admission policies and their bindings: what they refer to, and whether their expressions can be evaluated here.</summary>
internal sealed class PolicyBehavior : ResourceBehavior
{
    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        JsonObject? spec = body.Object("spec");
        if (body.Text("kind") == "ValidatingAdmissionPolicy")
        {
            Policy(spec, body.Text("metadata", "name") ?? string.Empty, errors);
            AdmissionPolicy.Read(body, errors);
        }

        string[] actions = [.. spec.Array("validationActions").Texts()];
        if (actions.Contains("Deny") && actions.Contains("Warn"))
        {
            errors.Add(FieldError.Invalid(
                "spec.validationActions", spec!["validationActions"],
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"));
        }

        if (spec.Object("paramRef") is { } reference)
        {
            bool isNamed = reference.Text("name") is { Length: > 0 };
            if (isNamed == reference["selector"] is JsonObject)
            {
                Func<string, FieldError> fault = isNamed
                    ? f => FieldError.Forbidden(f, "name and selector are mutually exclusive")
                    : f => FieldError.Required(f, "one of name or selector must be specified");
                errors.Add(fault("spec.paramRef.name"));
                errors.Add(fault("spec.paramRef.selector"));
            }
        }
    }

    private static void Policy(JsonObject? spec, string name, ICollection<FieldError> errors)
    {
        const string none = "validations or auditAnnotations must contain at least one item";
        if (spec.Array("validations") is not { Count: > 0 } && spec.Array("auditAnnotations") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.validations", none));
            errors.Add(FieldError.Required("spec.auditAnnotations", none));
        }

        if (spec.Object("matchConstraints") is { } match && match.Array("resourceRules") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.matchConstraints.resourceRules"));
        }

        foreach ((int index, JsonNode? rule) in (spec.Array("matchConstraints", "resourceRules") ?? []).Index())
        {
            string[] resources = [.. rule.Array("resources").Texts()];
            if (resources.Contains("*") && resources.Any(r => r != "*" && !r.Contains('/', StringComparison.Ordinal)))
            {
                errors.Add(FieldError.Invalid(
                    $"spec.matchConstraints.resourceRules[{index}].resources", rule!["resources"],
                    "if '*' is present, must not specify other resources without subresources"));
            }
        }

        foreach ((int index, JsonNode? variable) in (spec.Array("variables") ?? []).Index())
        {
            string given = variable.Text("name") ?? string.Empty;
            if (given.Length > 0 && (char.IsAsciiDigit(given[0]) || given.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_')))
            {
                errors.Add(FieldError.Invalid($"spec.variables[{index}].name", given, "must be a valid CEL identifier"));
            }
        }

        foreach ((int index, JsonNode? annotation) in (spec.Array("auditAnnotations") ?? []).Index())
        {
            string key = $"{name}/{annotation.Text("key")}";
            foreach (string fault in Names.QualifiedNameFaults(key))
            {
                errors.Add(FieldError.Invalid($"spec.auditAnnotations[{index}].key", key, fault));
            }
        }
    }
}
