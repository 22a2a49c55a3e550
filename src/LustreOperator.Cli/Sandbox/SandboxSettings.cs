namespace LustreOperator.Cli.Sandbox;

/// <summary>What the user asks of a sandbox. Paths are full ones.</summary>
internal sealed record SandboxSettings
{
    /// <summary>Port of the local control plane; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The kubeconfig to write; it is there as long as the local control plane is.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Kubeconfig of a cluster to use instead of a local control plane; null: none.</summary>
    public string? ExistingCluster { get; init; }

    /// <summary>The Kubernetes API alone: no operator, no hosts.</summary>
    public bool ApiOnly { get; init; }

    /// <summary>Number of simulated hosts.</summary>
    public int Hosts { get; init; }

    /// <summary>Shape of the simulated hosts: a built-in name, or the full path of a folder.</summary>
    public string Shape { get; init; } = "";

    /// <summary>One real host behind this libvirt URI instead of simulated ones; null: none.</summary>
    public string? LibvirtUri { get; init; }

    /// <summary>What an admin would say of the hosts, as KvmHosts; null: the description that this program carries.</summary>
    public string? LabFile { get; init; }

    /// <summary>Whether it ends, as with Ctrl-C, when standard input ends.</summary>
    public bool UntilEof { get; init; }

    /// <summary>Where operator and agents log; null: nowhere.</summary>
    public string? LogFile { get; init; }
}
