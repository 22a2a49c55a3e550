using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>What no call of ours does and somebody with virsh, or the guest itself, may do to a domain.</summary>
internal static class OtherHands
{
    private const int OffSaved = 5;
    private const int StoppedSaved = 4;

    /// <summary>virDomainRename, of one that is off.</summary>
    public static Change Rename(HostState state, Guid uuid, string name)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        if (domain.IsActive)
        {
            throw Faults.Invalid("cannot rename active domain");
        }

        if (state.Domains.GetValueOrDefault(name) is { } other)
        {
            throw Faults.Failed($"domain '{name}' already exists with uuid {other.Identity.Uuid}");
        }

        SimulatedDomain renamed = domain with
        {
            Identity = new DomainIdentity(name, uuid),
            Inactive = Guards.Edit(domain.Inactive!, xml => xml.Element("name")!.Value = name),
        };
        return new Change(
            state.Without(domain).With(renamed),
            [new DomainLifecycle(domain.Identity, DomainChange.Undefined, 1), new DomainLifecycle(renamed.Identity, DomainChange.Defined, 2)]);
    }

    /// <summary>The guest suspends to memory.</summary>
    public static Change Sleep(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return new Change(
            state.With(domain with { State = DomainState.SuspendedByGuest, Reason = 0 }),
            [new DomainLifecycle(domain.Identity, DomainChange.SuspendedByPowerManagement, 0)]);
    }

    /// <summary>QEMU pauses the guest for a reason of libvirt's numbers (virDomainPausedReason).</summary>
    public static Change Pause(HostState state, Guid uuid, int reason, bool needsReset)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return new Change(
            state.With(domain with { State = DomainState.Paused, Reason = reason, NeedsReset = needsReset }),
            [new DomainLifecycle(domain.Identity, DomainChange.Suspended, 0)]);
    }

    /// <summary>virDomainManagedSave, or virDomainSave to a file that libvirt forgets.</summary>
    public static Change Save(HostState state, Guid uuid, bool isManaged)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        Change off = Power.Stop(state, domain, OffSaved, [new(domain.Identity, DomainChange.Stopped, StoppedSaved)]);
        return off.State.Find(uuid) is { } saved ? off with { State = off.State.With(saved with { HasManagedSave = isManaged }) } : off;
    }

    /// <summary>A job begins, or ends if it is null.</summary>
    public static Change Work(HostState state, Guid uuid, string? job) =>
        Change.Silent(state.With(Guards.Running(state, uuid) with { Job = job }));

    /// <summary>An external snapshot: a new file over the disk's present one becomes what the guest writes to (virDomainSnapshotCreateXML).</summary>
    public static Change Overlay(HostState state, Guid uuid, string target, string path)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        DomainDisk disk = domain.Any.Definition.Disks.FirstOrDefault(disk => disk.Target == target) ?? throw Faults.InvalidArgument($"no disk {target}");
        string below = StartChecks.ImageOf(state, disk);
        return Move(state, domain, target, path, VolumeFormat.Qcow2, xml => new XElement(
            "backingStore",
            new XAttribute("type", xml.Text("type")!),
            new XElement("format", new XAttribute("type", xml.Element("driver").Text("type") ?? "raw")),
            xml.Element("source"),
            xml.Element("backingStore")), below);
    }

    /// <summary>A copy of the disk becomes what the guest writes to (virDomainBlockCopy with a pivot).</summary>
    public static Change Copy(HostState state, Guid uuid, string target, string path) =>
        Move(state, Guards.Running(state, uuid), target, path, VolumeFormat.Raw, _ => null, backingPath: null);

    private static Change Move(
        HostState state, SimulatedDomain domain, string target, string path, VolumeFormat format, Func<XElement, XElement?> below, string? backingPath)
    {
        DomainScope scope = (domain.IsActive ? DomainScope.Live : DomainScope.None) | (domain.Inactive is null ? DomainScope.None : DomainScope.Config);
        SimulatedDomain moved = Guards.Edit(domain, scope, xml =>
        {
            XElement disk = xml.Element("devices")!.Elements("disk").First(disk => disk.Element("target").Text("dev") == target);
            XElement? backing = below(disk);
            disk.Elements("backingStore").Remove();
            disk.SetAttributeValue("type", "file");
            disk.Element("driver")!.SetAttributeValue("type", format == VolumeFormat.Qcow2 ? "qcow2" : "raw");
            disk.Element("source")!.ReplaceWith(new XElement("source", new XAttribute("file", path)), backing);
        });
        HostState with = Volumes.PutImage(state, path, format, backingPath);
        return Change.Silent(with.With(moved.IsActive ? moved with { Images = moved.Images.SetItem(target, path) } : moved));
    }
}
