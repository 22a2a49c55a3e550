using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Owners in the few words that a picture has room for.</summary>
internal static class OwnerWords
{
    /// <summary>In two or three words, machines by their letters: <c>A lnet</c>.</summary>
    public static string Short(InventoryDevice device, LabMachines machines) => device.Owner.Kind switch
    {
        OwnerKind.Machine => machines.Find(device.Owner.Machine) is { } machine ? $"{machine.Mark} {Network(device.Owner)}" : $"× {device.Owner.Machine}",
        OwnerKind.Parked => machines.Find(device.Owner.Machine) is { } machine ? $"parked ({machine.Mark})" : "parked",
        OwnerKind.Contested => "! claimed twice",
        OwnerKind.Domain => $"× {device.Owner.Domain}",
        OwnerKind.Host => "host's own",
        OwnerKind.Free => "free",
        OwnerKind.Group => "group held",
        OwnerKind.Absent => "absent",
        _ => device.IsDivided ? $"{device.Sriov!.Functions} VFs" : "not offered",
    };

    /// <summary>What a machine has it for.</summary>
    public static string Network(DeviceOwner owner) => owner.Network ?? "(going)";

    /// <summary>What the short words leave out; empty: nothing.</summary>
    public static string More(InventoryDevice device) => device.Owner.Kind switch
    {
        OwnerKind.Machine or OwnerKind.Parked or OwnerKind.Free => "",
        OwnerKind.Domain when device.Owner.Words == DomainWords(device.Owner.Domain!) => "",
        _ => device.IsDivided ? "" : device.Owner.Words,
    };

    public static string DomainWords(string domain) => $"domain {domain}";
}
