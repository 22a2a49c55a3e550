using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>The object that an event is about; Namespace "" when it is cluster scoped. A value, so that what was said of it can be remembered by it.</summary>
public readonly record struct ObjectReference(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    public static ObjectReference To<T>(ResourceKind<T> kind, T value)
        where T : class
    {
        ObjectIdentity identity = kind.Identify(value);
        return new ObjectReference(kind.ApiVersion, kind.Kind, identity.Namespace, identity.Name, identity.Uid);
    }

    internal V1ObjectReference ToModel() => new()
    {
        ApiVersion = ApiVersion,
        Kind = Kind,
        NamespaceProperty = Namespace.Length == 0 ? null : Namespace,
        Name = Name,
        Uid = Uid,
    };
}
