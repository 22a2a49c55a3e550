using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>Why a namespace that is being deleted is still there, as its status tells people.</summary>
internal static class NamespaceStatus
{
    /// <summary>The conditions of a namespace with these objects left in it; those that were the same keep their time.</summary>
    public static JsonArray Conditions(IReadOnlyCollection<StoredObject> left, JsonArray? before, string now)
    {
        string[] resources =
        [
            .. left.GroupBy(o => o.Key.Resource).Select(g => $"{g.Key.Resource}.{g.Key.Group} has {Count(g)} resource instances").Order(StringComparer.Ordinal),
        ];
        string[] finalizers =
        [
            .. left.SelectMany(o => o.Summary.Finalizers).GroupBy(f => f, StringComparer.Ordinal)
                .Select(g => $"{g.Key} in {Count(g)} resource instances").Order(StringComparer.Ordinal),
        ];
        return new JsonArray(
        [
            Condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered"),
            Condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Condition("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Condition("NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", resources)}"),
            finalizers.Length > 0
                ? Condition(
                    "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                    $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}")
                : Condition("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ]);

        JsonNode Condition(string type, bool status, string reason, string message)
        {
            string text = status ? "True" : "False";
            JsonNode? same = before?.FirstOrDefault(c => c.Text("type") == type && c.Text("status") == text);
            return new JsonObject
            {
                ["type"] = type,
                ["status"] = text,
                ["lastTransitionTime"] = same.Text("lastTransitionTime") ?? now,
                ["reason"] = reason,
                ["message"] = message,
            };
        }
    }

    private static string Count<T>(IEnumerable<T> items) => items.Count().ToString(CultureInfo.InvariantCulture);
}
