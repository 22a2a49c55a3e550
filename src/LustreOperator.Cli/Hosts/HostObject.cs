using System.Text.Json.Nodes;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>One object of a host's identity, with the fields that we own of it.</summary>
internal sealed record HostObject(ResourceKind<JsonObject> Kind, ObjectKey Key, JsonObject Fields)
{
    /// <summary>As kubectl names it: <c>serviceaccount/lustre-agent-kvm1</c>.</summary>
    public string Label { get; } =
        $"{Kind.Kind.ToLowerInvariant()}{(Kind.Group.Length == 0 ? "" : $".{Kind.Group}")}/{Key.Name}";
}
