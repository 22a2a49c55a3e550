using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>What is stored here though nothing acts on it: whoever creates it is told.</summary>
internal static class NotEvaluated
{
    public static string? Warning(ResourceDefinition definition, StoredObject created) => (definition.Group, definition.Kind) switch
    {
        (BuiltInResources.Admission, "ValidatingAdmissionPolicy" or "ValidatingAdmissionPolicyBinding") => null,
        (BuiltInResources.Admission, _) =>
            "this server stores webhook configurations but calls no webhook: nothing is refused or changed because of this object",
        (BuiltInResources.Extensions, _) when HasRules(created.Body) =>
            "this server does not evaluate CEL: nothing is refused because of x-kubernetes-validations in this object",
        _ => null,
    };

    private static bool HasRules(JsonNode? node) => node switch
    {
        JsonObject o => o.Array("x-kubernetes-validations") is { Count: > 0 } || o.Any(p => HasRules(p.Value)),
        JsonArray a => a.Any(HasRules),
        _ => false,
    };
}
