using System.Collections.Frozen;

namespace LustreOperator.Sandbox.Resources;

internal sealed class EventBehavior : ResourceBehavior
{
    private static readonly string[] s_reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

    /// <summary>Field selectors and the stored fields they look at.</summary>
    public static IReadOnlyDictionary<string, string> CoreFields { get; } = Fields("involvedObject", ("source", "source.component"));

    public static IReadOnlyDictionary<string, string> V1Fields { get; } = Fields("regarding", ("reportingController", "reportingComponent"));

    private static FrozenDictionary<string, string> Fields(string reference, (string Name, string Path) extra) =>
        s_reference.Select(f => KeyValuePair.Create($"{reference}.{f}", $"involvedObject.{f}"))
            .Append(KeyValuePair.Create("reason", "reason"))
            .Append(KeyValuePair.Create("type", "type"))
            .Append(KeyValuePair.Create("reportingComponent", "reportingComponent"))
            .Append(KeyValuePair.Create(extra.Name, extra.Path))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
