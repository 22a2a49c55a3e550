using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>Who makes a request.</summary>
internal sealed record UserInfo(string Name, string Uid, IReadOnlyList<string> Groups)
{
    public const string Masters = "system:masters";
    public const string Authenticated = "system:authenticated";
    public const string Unauthenticated = "system:unauthenticated";

    public static readonly UserInfo Anonymous = new("system:anonymous", string.Empty, [Unauthenticated]);

    /// <summary>What else is known of the user, by name.</summary>
    public IReadOnlyDictionary<string, string[]> Extra { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    public static UserInfo ServiceAccount(string ns, string name, string uid) => new(
        $"system:serviceaccount:{ns}:{name}", uid, ["system:serviceaccounts", $"system:serviceaccounts:{ns}", Authenticated]);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["username"] = Name, ["groups"] = JsonTree.ToArray(Groups) };
        if (Uid.Length > 0)
        {
            json["uid"] = Uid;
        }

        if (Extra.Count > 0)
        {
            json["extra"] = new JsonObject(Extra.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)JsonTree.ToArray(e.Value))));
        }

        return json;
    }
}
