namespace LustreOperator.Kubernetes;

/// <summary>The object that an event is about; Namespace "" when it is cluster scoped.</summary>
public readonly record struct ObjectReference(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    public static ObjectReference To<T>(ResourceKind<T> kind, T value)
        where T : class
    {
        ObjectIdentity identity = kind.Identify(value);
        return new ObjectReference(kind.ApiVersion, kind.Kind, identity.Namespace, identity.Name, identity.Uid);
    }
}
