namespace LustreOperator.Sandbox.Http;

/// <summary>What a request asks for, as its method, path and query say.</summary>
internal sealed record RequestInfo
{
    public required string Verb { get; init; }

    public required string Path { get; init; }

    public bool IsResource { get; init; }

    public string Group { get; init; } = string.Empty;

    public string Version { get; init; } = string.Empty;

    public string Resource { get; init; } = string.Empty;

    public string Namespace { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string Subresource { get; init; } = string.Empty;

    public static RequestInfo Read(string method, string path, bool watch)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int start = parts switch
        {
            ["api", _, _, ..] => 2,
            ["apis", _, _, _, ..] => 3,
            _ => 0,
        };
        if (start == 0)
        {
            return new RequestInfo { Verb = method.ToLowerInvariant(), Path = path };
        }

        string group = start == 3 ? parts[1] : string.Empty;
        string version = parts[start - 1];
        ReadOnlySpan<string> rest = parts.AsSpan(start);
        string ns = string.Empty;
        if (rest.Length >= 3 && rest[0] == "namespaces" && rest[2] is not ("status" or "finalize"))
        {
            ns = rest[1];
            rest = rest[2..];
        }

        string name = rest.Length > 1 ? rest[1] : string.Empty;
        bool isNamespace = group.Length == 0 && ns.Length == 0 && rest[0] == "namespaces";
        return new RequestInfo
        {
            Verb = VerbOf(method, name, watch),
            Path = path,
            IsResource = true,
            Group = group,
            Version = version,
            Resource = rest[0],
            Namespace = isNamespace ? name : ns,
            Name = name,
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..].ToArray()) : string.Empty,
        };
    }

    private static string VerbOf(string method, string name, bool watch) => method switch
    {
        "GET" or "HEAD" when watch => "watch",
        "GET" or "HEAD" => name.Length == 0 ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name.Length == 0 ? "deletecollection" : "delete",
        _ => method.ToLowerInvariant(),
    };
}
