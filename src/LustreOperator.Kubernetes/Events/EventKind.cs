using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>core/v1 Events, as the client library models them.</summary>
internal static class EventKind
{
    public static ResourceKind<Corev1Event> Resource { get; } = new(
        Corev1Event.KubeGroup,
        Corev1Event.KubeApiVersion,
        Corev1Event.KubePluralName,
        Corev1Event.KubeKind,
        IsNamespaced: true,
        LibraryJson.Of<Corev1Event>(),
        body => LeaseKind.Identity(body.Metadata));
}
