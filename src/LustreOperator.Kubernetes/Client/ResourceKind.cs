using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Kubernetes;

/// <summary>A kind of object: where it lives in the API and how it is read and written.</summary>
/// <typeparam name="T">The class of its objects.</typeparam>
/// <param name="Group">API group; "" for core.</param>
/// <param name="Version">API version within the group (<c>v1alpha1</c>).</param>
/// <param name="Plural">The name in paths, lower case.</param>
/// <param name="Kind">The name in objects.</param>
/// <param name="IsNamespaced">False for cluster-scoped kinds.</param>
/// <param name="Json">Generated serializer.</param>
/// <param name="Identify">Takes the identity from an object's metadata.</param>
public sealed record ResourceKind<T>(
    string Group, string Version, string Plural, string Kind, bool IsNamespaced, JsonTypeInfo<T> Json, Func<T, ObjectIdentity> Identify)
    where T : class
{
    /// <summary>
    /// Says on an object what of it could not be read, with field paths. A kind that has it is read without the fields that do not fit; one that has
    /// not is not read at all then.
    /// </summary>
    public Func<T, string, T>? MarkUnreadable { get; init; }

    /// <summary><c>group/version</c>, or <c>version</c> for core.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The object that a JSON value is, read as an answer of the server.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is none of this kind.</exception>
    public T Read(JsonObject value) => ObjectReader.ReadObject(System.Text.Encoding.UTF8.GetBytes(value.ToJsonString()), this);

    public ObjectKey KeyOf(T value) => Identify(value).Key;

    /// <summary>The path of the collection: of one namespace, or of all when it is null or empty.</summary>
    /// <exception cref="KubernetesNameException">It would be the path of something else.</exception>
    internal string CollectionPath(string? inNamespace)
    {
        string root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return IsNamespaced && !string.IsNullOrEmpty(inNamespace)
            ? $"{root}/namespaces/{Segment("name of a namespace", inNamespace)}/{Plural}"
            : $"{root}/{Plural}";
    }

    internal string ObjectPath(ObjectKey key, string? subresource)
    {
        if (IsNamespaced)
        {
            ArgumentException.ThrowIfNullOrEmpty(key.Namespace);
        }

        string path = $"{CollectionPath(key.Namespace)}/{Segment("name of an object", key.Name)}";
        return string.IsNullOrEmpty(subresource) ? path : $"{path}/{subresource}";
    }

    // What an API server itself takes for no segment of a path; the rest is escaped.
    private static string Segment(string what, string name) =>
        string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '%')
            ? throw new KubernetesNameException(what, name)
            : Uri.EscapeDataString(name);
}
