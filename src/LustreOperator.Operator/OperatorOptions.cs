using System.ComponentModel.DataAnnotations;
using System.Net;

namespace LustreOperator.Operator;

/// <summary>What the operator is told at its start.</summary>
internal sealed class OperatorOptions
{
    /// <summary>Kubeconfig; null: KUBECONFIG, ~/.kube/config or the pod's own service account.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Namespace of the leader election Lease and of the agents' Leases. Default <c>lustre-operator</c>.</summary>
    [Required]
    [StringLength(63)]
    public string Namespace { get; set; } = Api.ApiNames.SystemNamespace;

    /// <summary>Port of /healthz, /readyz and /metrics; 0 takes a free one. Default 8081.</summary>
    [Range(0, 65535)]
    public int HealthPort { get; set; } = 8081;

    /// <summary>Where it is answered; null: on all addresses, as a kubelet asks from outside.</summary>
    public IPAddress? HealthAddress { get; set; }

    /// <summary>How long another operator waits for a leader that gives no sign of life, in seconds. Default 15; 3 to 600.</summary>
    [Range(3, 600)]
    public int LeaseSeconds { get; set; } = 15;

    /// <summary>Requests per second over time: a cluster of 1,000 machines is 2,000 writes and as many Events. Default 400; 1 to 10,000.</summary>
    [Range(1, 10000)]
    public int QueriesPerSecond { get; set; } = 400;

    /// <summary>Requests at once after a quiet time. Default 800; 1 to 10,000.</summary>
    [Range(1, 10000)]
    public int Burst { get; set; } = 800;

    public TimeSpan LeaseDuration => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>Version of this program.</summary>
    public string Version { get; } = typeof(OperatorOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
