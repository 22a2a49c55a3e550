using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>A host, what it has and who holds it.</summary>
public sealed record InventoryHost : LabHost<InventoryDevice>
{
    [SetsRequiredMembers]
    public InventoryHost(LabHost<InventoryDevice> host)
        : base(host)
    {
    }

    public DateTimeOffset? Created { get; init; }

    /// <summary>CPUs not dedicated, of all that machines may use, as its agent counts them.</summary>
    public string? Cpus { get; init; }

    /// <summary>PCI functions free, of all offered, as its agent counts them.</summary>
    public string? Hcas { get; init; }

    public int? NumaNodes { get; init; }

    /// <summary>Pages on each node, such as <c>2Mi 96+192</c>.</summary>
    public string? Hugepages { get; init; }

    public string? Libvirt { get; init; }

    public string? Hypervisor { get; init; }

    public string? Agent { get; init; }

    /// <summary>False: software emulation.</summary>
    public bool? Kvm { get; init; }

    /// <summary>Conditions that are not True.</summary>
    public IReadOnlyList<Condition> Problems { get; init; } = [];

    /// <summary>Domains with our mark whose machine object is gone.</summary>
    public IReadOnlyList<string> OrphanedDomains { get; init; } = [];

    /// <summary>What a user of the host should know, in sentences.</summary>
    [JsonIgnore]
    public IEnumerable<string> Notes =>
    [
        .. Problems.Select(problem => $"{problem.Type} is {problem.Status} ({problem.Reason}): {problem.Message}"),
        .. OrphanedDomains.Count == 0 ? (string[])[] : [$"domains whose machine is gone: {string.Join(", ", OrphanedDomains)}"],
    ];
}
