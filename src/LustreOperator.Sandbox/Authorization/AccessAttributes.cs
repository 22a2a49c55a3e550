using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>What somebody wants to do, as rules are written about it.</summary>
internal sealed record AccessAttributes
{
    private const string NameTerm = "metadata.name=";

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

    /// <summary>
    /// What a request asks for. A list or watch of one name by field selector counts as one of that name, so that a rule with
    /// resourceNames can allow it.
    /// </summary>
    public static AccessAttributes Of(RequestInfo info, string fieldSelector) => new()
    {
        Verb = info.Verb,
        IsResource = info.IsResource,
        Group = info.Group,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Verb is "list" or "watch" or "deletecollection" ? SelectedName(fieldSelector) : info.Name,
        Path = info.Path,
    };

    private static string SelectedName(string fieldSelector) =>
        fieldSelector.Split(',').FirstOrDefault(term => term.StartsWith(NameTerm, StringComparison.Ordinal))?[NameTerm.Length..].TrimStart('=') ?? string.Empty;

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
