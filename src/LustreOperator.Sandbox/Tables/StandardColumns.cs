using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Tables;

/// <summary>The columns of the built-in kinds.</summary>
internal static class StandardColumns
{
    public static readonly TableColumn Name = new("Name", "string", "name", 0,
        "Unique within its scope (metadata.name).", static (o, _) => o.Text("metadata", "name"));

    private static readonly TableColumn s_age = new("Age", "string", "", 0,
        "Time since the object was created.", static (o, now) => Age.Since(o.Text("metadata", "creationTimestamp"), now));

    public static IReadOnlyList<TableColumn> NameAndAge { get; } = [Name, s_age];

    public static IReadOnlyList<TableColumn> NameAndCreated { get; } = [Name, Text("Created At", "metadata", "creationTimestamp")];

    public static IReadOnlyList<TableColumn> Definitions => NameAndCreated;

    public static IReadOnlyList<TableColumn> Namespaces { get; } = [Name, Text("Status", "status", "phase"), s_age];

    public static IReadOnlyList<TableColumn> ConfigMaps { get; } =
        [Name, Of("Data", static (o, _) => (o.Object("data")?.Count ?? 0) + (o.Object("binaryData")?.Count ?? 0)), s_age];

    public static IReadOnlyList<TableColumn> Secrets { get; } =
        [Name, Text("Type", "type"), Of("Data", static (o, _) => o.Object("data")?.Count ?? 0), s_age];

    public static IReadOnlyList<TableColumn> ServiceAccounts { get; } =
        [Name, Of("Secrets", static (o, _) => o.Array("secrets")?.Count ?? 0), s_age];

    public static IReadOnlyList<TableColumn> Leases { get; } = [Name, Text("Holder", "spec", "holderIdentity"), s_age];

    public static IReadOnlyList<TableColumn> RoleBindings { get; } =
        [Name, Of("Role", static (o, _) => $"{o.Text("roleRef", "kind")}/{o.Text("roleRef", "name")}"), s_age];

    public static IReadOnlyList<TableColumn> Deployments { get; } =
    [
        Name,
        Of("Ready", static (o, _) => $"{o.Integer("status", "readyReplicas") ?? 0}/{o.Integer("spec", "replicas") ?? 0}"),
        Of("Up-to-date", static (o, _) => o.Integer("status", "updatedReplicas") ?? 0),
        Of("Available", static (o, _) => o.Integer("status", "availableReplicas") ?? 0),
        s_age,
        Of("Containers", static (o, _) => Containers(o, "name"), 1),
        Of("Images", static (o, _) => Containers(o, "image"), 1),
        Of("Selector", static (o, _) => string.Join(',', (o.Object("spec", "selector", "matchLabels") ?? []).Select(p => $"{p.Key}={p.Value.Text()}")), 1),
    ];

    public static IReadOnlyList<TableColumn> Policies { get; } =
    [
        Name,
        Of("Validations", static (o, _) => o.Array("spec", "validations")?.Count ?? 0) with { Type = "integer" },
        Of("ParamKind", static (o, _) => o.Object("spec", "paramKind") is { } kind ? $"{kind.Text("apiVersion")}/{kind.Text("kind")}" : "<unset>"),
        s_age,
    ];

    public static IReadOnlyList<TableColumn> PolicyBindings { get; } =
    [
        Name,
        Text("PolicyName", "spec", "policyName"),
        Of("ParamRef", static (o, _) => o.Object("spec", "paramRef") is not { } reference ? "<unset>"
            : reference.Text("namespace") is { Length: > 0 } ns ? $"{ns}/{reference.Text("name")}" : $"*/{reference.Text("name") ?? "*"}"),
        s_age,
    ];

    public static IReadOnlyList<TableColumn> Events { get; } =
    [
        Of("Last Seen", static (o, now) => Age.Since(Seen(o, "lastTimestamp"), now)),
        Text("Type", "type"),
        Text("Reason", "reason"),
        Of("Object", static (o, _) => About(o)) with { Description = "The object that this event is about." },
        Of("Subobject", static (o, _) => o.Text("involvedObject", "fieldPath") ?? string.Empty, 1),
        Of("Source", static (o, _) => Source(o), 1),
        Of("Message", static (o, _) => (o.Text("message") ?? string.Empty).Trim()),
        Of("First Seen", static (o, now) => Age.Since(Seen(o, "firstTimestamp"), now), 1),
        Of("Count", static (o, _) => o.Integer("series", "count") ?? o.Integer("count") ?? 1, 1) with
        {
            Description = "The number of times this event has occurred.",
        },
        Name with { Priority = 1 },
    ];

    private static TableColumn Text(string name, params string[] path) => Of(name, (o, _) => o.Text(path) ?? string.Empty);

    private static TableColumn Of(string name, Func<JsonObject, DateTimeOffset, JsonNode?> cell, int priority = 0) =>
        new(name, "string", "", priority, $"{name} of the object.", cell);

    private static string Containers(JsonObject o, string field) =>
        string.Join(',', (o.Array("spec", "template", "spec", "containers") ?? []).Select(c => c.Text(field)));

    private static string? Seen(JsonObject o, string field) =>
        (field == "lastTimestamp" ? o.Text("series", "lastObservedTime") : null) ?? o.Text(field) ?? o.Text("eventTime");

    private static string About(JsonObject o)
    {
        string kind = (o.Text("involvedObject", "kind") ?? string.Empty).ToLowerInvariant();
        string? name = o.Text("involvedObject", "name");
        return string.IsNullOrEmpty(name) ? kind : $"{kind}/{name}";
    }

    private static string Source(JsonObject o)
    {
        string component = o.Text("source", "component") ?? o.Text("reportingComponent") ?? string.Empty;
        string? host = o.Text("source", "host");
        return string.IsNullOrEmpty(host) ? component : $"{component}, {host}";
    }
}
