using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;
using ObjectSet = System.Collections.Immutable.ImmutableSortedDictionary<
    LustreOperator.Sandbox.Storage.ObjectKey, LustreOperator.Sandbox.Storage.StoredObject>;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>The one place that decides who may do what: by the stored roles and bindings.</summary>
internal sealed class RbacAuthorizer(ObjectStore store)
{
    private static readonly GroupResource[] s_resources =
        [BuiltInResources.ClusterRoleBindings, BuiltInResources.RoleBindings, BuiltInResources.ClusterRoles, BuiltInResources.Roles];

    private volatile State _state = new([], Array.Empty<Binding>().ToLookup(_ => string.Empty));

    public bool IsAllowed(UserInfo user, AccessAttributes wanted) => Allowance(user, wanted) is not null;

    /// <summary>By what somebody may do it, in the words of an access review (empty for administrators); null: they may not.</summary>
    public string? Allowance(UserInfo user, AccessAttributes wanted)
    {
        if (user.Groups.Contains(UserInfo.Masters))
        {
            return string.Empty;
        }

        foreach (Binding binding in Of(user).Where(b => b.Namespace.Length == 0 || b.Namespace == wanted.Namespace))
        {
            if (binding.Subjects.FirstOrDefault(s => IsSubject(s, user, binding.Namespace)) is { } subject && binding.Rules.Any(rule => Allows(rule, wanted)))
            {
                return $"RBAC: allowed by {binding.Described} to {Describe(subject, binding.Namespace)}";
            }
        }

        return null;
    }

    /// <summary>Every rule that binds a user in a namespace (empty: cluster-wide).</summary>
    public IEnumerable<JsonObject> RulesFor(UserInfo user, string ns)
    {
        if (user.Groups.Contains(UserInfo.Masters))
        {
            return [new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") },
                new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }];
        }

        return Of(user).Where(b => b.Namespace.Length == 0 || b.Namespace == ns)
            .Where(b => b.Subjects.Any(s => IsSubject(s, user, b.Namespace)))
            .SelectMany(b => b.Rules);
    }

    // In the order of all: a lab has two for each host, and a request is about one user.
    private IEnumerable<Binding> Of(UserInfo user)
    {
        ILookup<string, Binding> known = Current().BySubject;
        return user.Groups.Select(GroupKey).Append(UserKey(user.Name)).SelectMany(subject => known[subject]).DistinctBy(binding => binding.Index)
            .OrderBy(binding => binding.Index);
    }

    /// <summary>The bindings with their rules, read anew only when a role or binding has changed.</summary>
    private State Current()
    {
        ObjectSet[] now = [.. s_resources.Select(r => store.List(r).Objects)];
        State last = _state;
        if (last.Sources.AsSpan().SequenceEqual(now))
        {
            return last;
        }

        var read = new State([.. now], now[0].Values.Concat(now[1].Values).Select((binding, index) => Read(binding, now[2], now[3], index))
            .SelectMany(binding => binding.Subjects.Select(subject => (Key: Key(subject, binding.Namespace), Binding: binding)))
            .ToLookup(named => named.Key, named => named.Binding, StringComparer.Ordinal));
        _state = read;
        return read;
    }

    private static Binding Read(StoredObject binding, ObjectSet clusterRoles, ObjectSet roles, int index)
    {
        JsonObject body = binding.Body;
        string name = body.Text("roleRef", "name") ?? string.Empty;
        StoredObject? role = body.Text("roleRef", "kind") == "Role"
            ? roles.GetValueOrDefault(new ObjectKey(BuiltInResources.Roles, binding.Key.Namespace, name))
            : clusterRoles.GetValueOrDefault(new ObjectKey(BuiltInResources.ClusterRoles, string.Empty, name));
        string described = binding.Key.Namespace.Length == 0
            ? $"ClusterRoleBinding \"{binding.Key.Name}\""
            : $"RoleBinding \"{binding.Key.Name}/{binding.Key.Namespace}\"";
        return new Binding(
            index, binding.Key.Namespace, $"{described} of {body.Text("roleRef", "kind")} \"{name}\"", [.. (body.Array("subjects") ?? []).OfType<JsonObject>()], [.. (role?.Body.Array("rules") ?? []).OfType<JsonObject>()]);
    }

    private static string UserKey(string name) => "User " + name;

    private static string GroupKey(string name) => "Group " + name;

    // What must be in a user for a subject to be this one, which IsSubject then decides.
    private static string Key(JsonNode? subject, string bindingNamespace) => subject.Text("kind") switch
    {
        "Group" => GroupKey(subject.Text("name") ?? string.Empty),
        "ServiceAccount" => UserKey(AccountName(subject, bindingNamespace)),
        _ => UserKey(subject.Text("name") ?? string.Empty),
    };

    private static string AccountName(JsonNode? subject, string bindingNamespace) =>
        $"system:serviceaccount:{subject.Text("namespace") ?? bindingNamespace}:{subject.Text("name") ?? string.Empty}";

    private static bool IsSubject(JsonNode? subject, UserInfo user, string bindingNamespace)
    {
        string name = subject.Text("name") ?? string.Empty;
        return subject.Text("kind") switch
        {
            "User" => user.Name == name,
            "Group" => user.Groups.Contains(name),
            "ServiceAccount" => user.Name == AccountName(subject, bindingNamespace),
            _ => false,
        };
    }

    private static bool Allows(JsonObject rule, AccessAttributes wanted)
    {
        if (!Has(rule, "verbs", wanted.Verb))
        {
            return false;
        }

        if (!wanted.IsResource)
        {
            return rule.Array("nonResourceURLs").Texts().Any(p =>
                p == wanted.Path || (p.EndsWith('*') && wanted.Path.StartsWith(p[..^1], StringComparison.Ordinal)));
        }

        return Has(rule, "apiGroups", wanted.Group)
            && (Has(rule, "resources", wanted.FullResource)
                || (wanted.Subresource.Length > 0 && rule.Array("resources").Texts().Contains($"*/{wanted.Subresource}")))
            && (rule.Array("resourceNames") is not { Count: > 0 } names || names.Texts().Contains(wanted.Name));
    }

    private static bool Has(JsonObject rule, string list, string value) => rule.Array(list).Texts().Any(v => v == "*" || v == value);

    private static string Describe(JsonObject subject, string bindingNamespace) => subject.Text("kind") == "ServiceAccount"
        ? $"ServiceAccount \"{subject.Text("name")}/{subject.Text("namespace") ?? bindingNamespace}\""
        : $"{subject.Text("kind")} \"{subject.Text("name")}\"";

    private sealed record Binding(int Index, string Namespace, string Described, IReadOnlyList<JsonObject> Subjects, IReadOnlyList<JsonObject> Rules);

    /// <summary>What was read, and the states of the four resources it was read from, known again by being the same object.</summary>
    private sealed record State(ImmutableArray<ObjectSet> Sources, ILookup<string, Binding> BySubject);
}
