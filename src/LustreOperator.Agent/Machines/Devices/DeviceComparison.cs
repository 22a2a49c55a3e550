using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// What differs between the devices that a running domain has and those it should have. What is missing is plugged in while there is a port for it;
/// functions and interfaces of ours that should not be there are asked back from the guest, which may refuse; a disk never is. Where a disk's bytes are is
/// not compared: see <see cref="MachineDisks"/>. Pure.
/// </summary>
internal static class DeviceComparison
{
    /// <summary>The differences.</summary>
    /// <param name="wanted">The domain as it should be.</param>
    /// <param name="domain">The domain as it is; it runs.</param>
    /// <param name="detachesAsked">How long ago the guest was asked to let go of devices that it still has.</param>
    public static IEnumerable<DomainDifference> Live(
        DomainDefinition wanted, DomainSnapshot domain, ImmutableDictionary<string, TimeSpan> detachesAsked)
    {
        DomainDescription live = domain.Live!;
        Guid uuid = domain.Identity.Uuid;
        Dictionary<string, DomainDevice> there = [];
        foreach (DomainDevice device in All(live.Definition))
        {
            // Somebody may have attached a second NIC with the same address.
            there.TryAdd(device.Key, device);
        }

        int ports = live.FreePciePorts;
        foreach (DomainDevice device in All(wanted))
        {
            if (!there.Remove(device.Key, out DomainDevice? found))
            {
                // A volume that the guest has under another target must not be attached twice.
                bool isElsewhere = device is DomainDisk disk && live.Definition.Disks.Any(other => other.Source == disk.Source);
                bool hasPort = ports-- > 0;
                yield return new DeviceDifference(device, Found: null)
                {
                    Repair = isElsewhere || !hasPort ? null : new AttachDevice(uuid, device),
                    Note = hasPort ? null : "no PCI Express port of the domain is free",
                    Obstacle = hasPort ? null : MachineReasons.NoFreePciePort,
                };
            }
            else if (device is DomainDisk && HandChanges.IsForeign(found) && ((DomainDisk)found).Serial != ((DomainDisk)device).Serial)
            {
                yield return new DeviceDifference(device, found) { LeftAlone = MachineReasons.DiskMoved };
            }
            else if (device is not DomainDisk && Essence(found) != Essence(device))
            {
                yield return new DeviceDifference(device, found);
            }
        }

        // What others attached is told and stays: see HandChanges.
        foreach (DomainDevice surplus in there.Values.Where(device => !HandChanges.IsForeign(device)))
        {
            yield return Surplus(surplus, uuid, detachesAsked);
        }
    }

    private static DeviceDifference Surplus(DomainDevice device, Guid uuid, ImmutableDictionary<string, TimeSpan> detachesAsked)
    {
        DeviceDifference difference = new(Wanted: null, device);
        if (device is DomainDisk)
        {
            return difference;
        }

        if (!detachesAsked.TryGetValue(device.Key, out TimeSpan asked) || asked >= DetachHistory.AskAgainAfter)
        {
            return difference with { Repair = new DetachDevice(uuid, device) };
        }

        return asked < DetachHistory.Patience
            ? difference with { Awaited = DetachHistory.Patience - asked, Note = "the guest was asked to let go of it" }
            : difference with { Note = "the guest was asked to let go of it and has not", Obstacle = MachineReasons.GuestKeepsDevice };
    }

    // An alias is only a name for events: a device that lacks ours works as well.
    private static DomainDevice Essence(DomainDevice device) => device with { Alias = null, BootOrder = null };

    public static IEnumerable<DomainDevice> All(DomainDefinition domain) => [.. domain.Disks, .. domain.Interfaces, .. domain.HostDevices];
}
