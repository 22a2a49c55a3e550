using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>Leases, as the client library models them, for client, store and reflector.</summary>
public static class LeaseKind
{
    public static ResourceKind<V1Lease> Resource { get; } = new(
        V1Lease.KubeGroup, V1Lease.KubeApiVersion, V1Lease.KubePluralName, V1Lease.KubeKind, IsNamespaced: true, LibraryJson.Of<V1Lease>(), Identify);

    private static ObjectIdentity Identify(V1Lease lease) => Identity(lease.Metadata);

    internal static ObjectIdentity Identity(V1ObjectMeta? metadata) => new(
        metadata?.NamespaceProperty ?? "", metadata?.Name ?? "", metadata?.Uid ?? "", metadata?.ResourceVersion ?? "");
}
