namespace LustreOperator.Sandbox.Storage;

/// <summary>Where an object lives; the namespace of a cluster-scoped object is empty.</summary>
internal readonly record struct ObjectKey(GroupResource Resource, string Namespace, string Name)
{
    public string Path => Namespace.Length == 0
        ? $"/registry/{Resource.Group}/{Resource.Resource}/{Name}"
        : $"/registry/{Resource.Group}/{Resource.Resource}/{Namespace}/{Name}";
}
