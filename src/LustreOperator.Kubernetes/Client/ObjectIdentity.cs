namespace LustreOperator.Kubernetes;

/// <summary>Which object, which incarnation of it and which version: what the machinery needs to know of any object.</summary>
public readonly record struct ObjectIdentity(string Namespace, string Name, string Uid, string ResourceVersion)
{
    public ObjectKey Key => new(Namespace, Name);
}
