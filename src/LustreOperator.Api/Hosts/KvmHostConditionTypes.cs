namespace LustreOperator.Api;

/// <summary>The condition types of a host, beside <see cref="ConditionTypes"/>.</summary>
public static class KvmHostConditionTypes
{
    /// <summary>Every part that libvirt lists can be read; where False, the rest is served without those that the message names.</summary>
    public const string InventoryComplete = "InventoryComplete";

    /// <summary>libvirt answers.</summary>
    public const string LibvirtReachable = "LibvirtReachable";

    /// <summary>The agent sees what the host itself uses its PCI functions for. Where False, only what the admin lists is offered.</summary>
    public const string HostUseVisible = "HostUseVisible";

    /// <summary>Every function that KvmHost.spec.devices lists can be offered.</summary>
    public const string DevicesAsListed = "DevicesAsListed";

    /// <summary>Physical functions have the virtual functions that KvmHost.spec.devices asks for.</summary>
    public const string VirtualFunctionsReady = "VirtualFunctionsReady";
}
