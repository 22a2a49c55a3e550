using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>
/// The RDMA facts of functions that guests have: what the host's files showed last, kept in the status alone, so that no restart of the agent
/// forgets it. Pure.
/// </summary>
internal static class LastKnownRdma
{
    /// <summary>
    /// The devices as seen now, with the facts of the last status where no host driver can show any. A host driver that shows none has the last
    /// word, and so has another card in the slot.
    /// </summary>
    public static IReadOnlyList<HostDevice> Recall(IReadOnlyList<HostDevice> now, KvmHostStatus? before)
    {
        Dictionary<PciAddress, HostDevice> known = [];
        foreach (HostDevice device in before?.Devices ?? [])
        {
            known.TryAdd(device.Address, device);
        }

        return
        [
            .. now.Select(device => device.Rdma is null && !PciDriver.IsOfHost(device.Driver)
                && known.TryGetValue(device.Address, out HostDevice? last) && last.Vendor == device.Vendor && last.Product == device.Product
                    ? device with { Rdma = last.Rdma }
                    : device),
        ];
    }
}
