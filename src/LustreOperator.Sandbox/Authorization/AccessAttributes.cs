using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>What somebody wants to do, as rules are written about it.</summary>
internal sealed record AccessAttributes
{
    public required string Verb { get; init; }

    public bool IsResource { get; init; } = true;

    public string Group { get; init; } = string.Empty;

    public string Resource { get; init; } = string.Empty;

    public string Subresource { get; init; } = string.Empty;

    public string Namespace { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string Path { get; init; } = string.Empty;

    /// <summary>The resource as rules name it: pods, or pods/status.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    public static AccessAttributes Of(RequestInfo info) => new()
    {
        Verb = info.Verb,
        IsResource = info.IsResource,
        Group = info.Group,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Path = info.Path,
    };

    public string Refusal(string user)
    {
        if (!IsResource)
        {
            return $"User \"{user}\" cannot {Verb} path \"{Path}\"";
        }

        string scope = Namespace.Length > 0 ? $"in the namespace \"{Namespace}\"" : "at the cluster scope";
        return $"User \"{user}\" cannot {Verb} resource \"{FullResource}\" in API group \"{Group}\" {scope}";
    }
}
