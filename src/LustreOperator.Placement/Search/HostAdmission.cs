namespace LustreOperator.Placement;

/// <summary>Whether a machine may be on a host at all, whatever is free there.</summary>
internal static class HostAdmission
{
    /// <summary>Why not, or null. A machine that exists stays where it is,
    /// so only what makes planning impossible counts against it.</summary>
    public static HostRejection? Reject(HostSlot slot, HostState? state, Demand demand)
    {
        bool hinders = slot.Rejection is { } rejection && (demand.Current is null
            || rejection.Kind is HostRejectionKind.Fenced or HostRejectionKind.DuplicateHostUuid or HostRejectionKind.NoInventory);
        if (hinders || state is null)
        {
            return slot.Rejection ?? new HostRejection(slot.Name, HostRejectionKind.NoInventory, "has no inventory yet");
        }

        if (demand.Current is null && demand.Hosts?.Contains(slot.Name) == false)
        {
            return new HostRejection(slot.Name, HostRejectionKind.Volumes, "does not have the volumes that the disks name");
        }

        int there = demand.Current is not null || demand.MaxPerHost is null ? 0
            : state.Holdings.Count(holding => holding.Machine.SameGroup(demand.Machine));
        return demand.MaxPerHost is int most && there >= most && demand.Current is null
            ? new HostRejection(slot.Name, HostRejectionKind.MaxPerHost,
                $"has {there} of at most {most} machines of group {demand.Machine.Group}")
            : null;
    }
}
