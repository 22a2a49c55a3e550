using System.ComponentModel.DataAnnotations;
using System.Net;

namespace LustreOperator.Agent;

/// <summary>What an agent is told at its start.</summary>
internal sealed class AgentOptions : IValidatableObject
{
    /// <summary>Name of the KvmHost that the agent serves. Required.</summary>
    [Required]
    [RegularExpression("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", ErrorMessage = "--host must be the name of a KvmHost: lower case letters, digits, - and .")]
    [StringLength(63)]
    public string Host { get; set; } = "";

    /// <summary>libvirt connection URI. Default <c>qemu:///system</c>.</summary>
    [Required]
    public string LibvirtUri { get; set; } = "qemu:///system";

    /// <summary>
    /// Root folder of the host's own files, `/` for an agent on the host: sys and proc below it tell what libvirt does not, what the host uses its PCI
    /// functions for, RDMA, virtual functions. Null: the agent is elsewhere and sees none of it.
    /// </summary>
    public string? HostRoot { get; set; }

    /// <summary>Kubeconfig of the agent's identity; null: KUBECONFIG, ~/.kube/config or the pod's own.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Namespace of the host's Lease; null: that of the kubeconfig's context, which `kubectl lustre host add` writes.</summary>
    [StringLength(63)]
    public string? Namespace { get; set; }

    /// <summary>Port of /healthz, /readyz and /metrics; 0 takes a free one. Default 8082.</summary>
    [Range(0, 65535)]
    public int HealthPort { get; set; } = 8082;

    /// <summary>Where it is answered; null: on all addresses, as a kubelet asks from outside.</summary>
    public IPAddress? HealthAddress { get; set; }

    /// <summary>How often every machine is looked at though no event asked for it, in seconds. Default 30; 1 to 3600.</summary>
    [Range(1, 3600)]
    public int ResyncSeconds { get; set; } = 30;

    /// <summary>
    /// How long the host counts as served after the agent's last renewal of its Lease, in seconds. Default 40, as a kubelet's; 3 to 600. An agent that
    /// cannot renew stops acting after two thirds of it.
    /// </summary>
    [Range(3, 600)]
    public int LeaseSeconds { get; set; } = 40;

    /// <summary>
    /// Time between two renewals of the Lease, in seconds; null: a quarter of <see cref="LeaseSeconds"/>. 1 to 300, and at most half of that.
    /// </summary>
    [Range(1, 300)]
    public int? LeaseRenewSeconds { get; set; }

    /// <summary>Machines worked on at once; libvirt's lanes bound its calls by themselves. Default 8; 1 to 64.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 8;

    /// <summary>Requests per second over time. A machine on its way is two status writes and some Events. Default 100; 1 to 10,000.</summary>
    [Range(1, 10000)]
    public int QueriesPerSecond { get; set; } = 100;

    /// <summary>Requests at once after a quiet time: a full host that comes up is not held back. Default 500; 1 to 10,000.</summary>
    [Range(1, 10000)]
    public int Burst { get; set; } = 500;

    public TimeSpan ResyncPeriod => TimeSpan.FromSeconds(ResyncSeconds);

    public TimeSpan LeaseDuration => TimeSpan.FromSeconds(LeaseSeconds);

    public TimeSpan LeaseRenewPeriod => LeaseRenewSeconds is { } said ? TimeSpan.FromSeconds(said) : LeaseDuration / 4;

    /// <summary>Version of this program, for KvmHost.status.</summary>
    public string Version { get; } = typeof(AgentOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => LeaseRenewSeconds * 2 > LeaseSeconds
        ? [new ValidationResult("LeaseRenewSeconds must be at most half of LeaseSeconds: one renewal may fail", [nameof(LeaseRenewSeconds)])]
        : [];
}
