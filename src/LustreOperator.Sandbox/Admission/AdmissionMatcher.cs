using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Selectors;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Admission;

/// <summary>Which writes a policy or a binding is about, by its MatchResources.</summary>
internal sealed class AdmissionMatcher(ObjectStore store, ResourceCatalog catalog)
{
    private static readonly GroupResource s_namespaces = BuiltInResources.Namespaces;

    /// <summary>The write as the rules name it; null: they do not.</summary>
    /// <param name="match">The MatchResources; null is about every write.</param>
    /// <param name="request">The write.</param>
    public AdmissionRequest? Match(JsonObject? match, AdmissionRequest request)
    {
        if (match is null)
        {
            return request;
        }

        if (!MatchesNamespace(match.Object("namespaceSelector"), request) || !MatchesObject(match.Object("objectSelector"), request)
            || (match.Array("excludeResourceRules") ?? []).Any(rule => Matches(rule, request.Definition, request)))
        {
            return null;
        }

        JsonArray rules = match.Array("resourceRules") ?? [];
        if (rules.Count == 0 || rules.Any(rule => Matches(rule, request.Definition, request)))
        {
            return request;
        }

        return match.Text("matchPolicy") != "Exact"
            && catalog.All.FirstOrDefault(
                other => other.Storage == request.Definition.Storage && rules.Any(rule => Matches(rule, other, request))) is { } equivalent
            ? request.As(equivalent)
            : null;
    }

    private static bool Matches(JsonNode? rule, ResourceDefinition definition, AdmissionRequest request) =>
        Names(rule.Array("apiGroups"), definition.Group)
        && Names(rule.Array("apiVersions"), definition.Version)
        && Names(rule.Array("operations"), request.Operation)
        && (rule.Array("resourceNames") is not { Count: > 0 } names || names.Texts().Contains(request.Name))
        && (rule.Text("scope") ?? "*") switch
        {
            "Namespaced" => definition.Namespaced,
            "Cluster" => !definition.Namespaced,
            _ => true,
        }
        && rule.Array("resources").Texts().Any(resource => NamesResource(resource, definition.Plural, request.Subresource));

    private static bool Names(JsonArray? given, string value) => given.Texts().Any(name => name == "*" || name == value);

    // `pods`, `pods/status`, `pods/*`, `*`, `*/status`, `*/*`.
    private static bool NamesResource(string rule, string plural, string subresource)
    {
        string[] parts = rule.Split('/', 2);
        return (parts[0] == "*" || parts[0] == plural)
            && (parts.Length == 1 ? subresource.Length == 0 : parts[1] == "*" || parts[1] == subresource);
    }

    private bool MatchesNamespace(JsonObject? selector, AdmissionRequest request)
    {
        if (IsEmpty(selector))
        {
            return true;
        }

        if (request.Definition.Name == s_namespaces)
        {
            return LabelSelector.Matches(selector, (request.Object ?? request.Old).Object("metadata", "labels"));
        }

        return !request.Definition.Namespaced
            || LabelSelector.Matches(selector, store.Get(new ObjectKey(s_namespaces, string.Empty, request.Namespace))?.Body.Object("metadata", "labels"));
    }

    private static bool MatchesObject(JsonObject? selector, AdmissionRequest request) =>
        IsEmpty(selector)
            || new[] { request.Object, request.Old }.Any(body => body is not null && LabelSelector.Matches(selector, body.Object("metadata", "labels")));

    private static bool IsEmpty(JsonObject? selector) =>
        selector.Object("matchLabels") is not { Count: > 0 } && selector.Array("matchExpressions") is not { Count: > 0 };
}
