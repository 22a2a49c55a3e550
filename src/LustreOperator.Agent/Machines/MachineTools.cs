using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What the hands of phases are made with.</summary>
/// <param name="Hypervisor">The host's libvirt.</param>
/// <param name="Facts">What the host is.</param>
/// <param name="Inventory">What it has.</param>
/// <param name="Gate">Keeps virtual functions from being made anew meanwhile.</param>
/// <param name="Power">When this process last started and stopped domains.</param>
/// <param name="KvmHost">The KvmHost now; null: nothing is known.</param>
/// <param name="MachinesOnHost">The machines of the host now.</param>
/// <param name="Time">The clock.</param>
internal sealed record MachineTools(
    IHypervisor Hypervisor,
    CapabilitiesCache Facts,
    InventoryCache Inventory,
    FunctionGate Gate,
    PowerHistory Power,
    Func<KvmHost?> KvmHost,
    Func<IEnumerable<LustreMachine>> MachinesOnHost,
    TimeProvider Time);
