namespace LustreOperator.Kubernetes;

/// <summary>A name that no object can have, because in a path it would lead to another one. Nothing was sent.</summary>
public sealed class KubernetesNameException(string what, string name)
    : KubernetesException($"\"{name}\" is no {what}: it must be neither empty, \".\" nor \"..\", and have no / and no %")
{
    /// <summary>The name as it was given.</summary>
    public string Name { get; } = name;
}
