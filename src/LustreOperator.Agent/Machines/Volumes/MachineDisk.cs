using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Where a disk of the spec is.</summary>
internal enum DiskPlace
{
    /// <summary>The domain does not have it yet.</summary>
    New,

    /// <summary>On the volume that was made or named for it.</summary>
    InPlace,

    /// <summary>On something else: somebody made an external snapshot or copied it elsewhere.</summary>
    Moved,

    /// <summary>It was moved, and now the domain does not have it: which data is the guest's is not for us to say.</summary>
    Gone,
}

/// <summary>A disk of the spec and what the domain has for it.</summary>
/// <param name="Spec">The disk.</param>
/// <param name="Wanted">As it should be defined; null: it is not given back.</param>
/// <param name="Place">Where it is.</param>
internal sealed record MachineDisk(DiskSpec Spec, DomainDisk? Wanted, DiskPlace Place)
{
    /// <summary>Of one that is or was moved: where to, in words.</summary>
    public string? Source { get; init; }

    /// <summary>Whether what it was moved to lies over its volume, so that a commit brings it back.</summary>
    public bool IsSnapshot { get; init; }

    /// <summary>Whether the user said that it is right where it is.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Whether the definition still names what the guest has left.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>Whether somebody must look at it.</summary>
    public bool IsAmiss => Place == DiskPlace.Gone || (Place == DiskPlace.Moved && !IsAccepted);

    /// <summary>What is to be told of it, and what to do.</summary>
    /// <param name="domain">The domain's name.</param>
    public string Describe(string domain) => Place == DiskPlace.Gone
        ? $"disk {Spec.Name} of domain {domain} was last on {Source}, which is attached no more; its volume has older data and is not attached in its "
            + $"place. Attach {Source} (virsh attach-disk), or give it up: annotate the machine with "
            + $"{ApiNames.DiskSourceAnnotation}={Spec.Name}=POOL/VOLUME, the volume of the disk"
        : $"disk {Spec.Name} ({Wanted!.Target}) of domain {domain} is on {Source}, by other hands; it stays there, also when the machine restarts. "
            + "To bring it back: "
            + (IsSnapshot
                ? $"virsh blockcommit {domain} {Wanted.Target} --active --pivot"
                : $"virsh blockcopy {domain} {Wanted.Target} --pivot to its volume")
            + $"; to leave it: annotate the machine with {ApiNames.DiskSourceAnnotation}={Spec.Name}={Source}";
}
