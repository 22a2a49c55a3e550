using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests.Passthrough;

internal sealed class MemoryShortageTests
{
    private static readonly HostInventory s_host = Given.Host with
    {
        Capabilities = Given.Host.Capabilities with
        {
            Cells = Given.Host.Cells.Select(cell => cell with { Pages = [new PagePool(4, 100_000, 50_000), new PagePool(2048, 192, 60)] }).ToValueList(),
        },
    };

    [Test]
    public void Too_few_huge_pages_refuse_the_start_with_the_number_that_is_missing_and_the_node()
    {
        MachineFault? fault = MachinePlanner.Plan(Off(memory => memory with { Hugepages = Quantity.Of("2Mi"), NumaNodes = CpuSet.Parse("1") })).Fault;

        Assert.That(fault?.Reason, Is.EqualTo(MachineReasons.InsufficientHugepages));
        Assert.That(fault?.Message, Does.StartWith("NUMA node 1 of host kvm1 has 60 of 192 huge pages of 2Mi free, and the machine needs 128: 68 are missing."));
        Assert.That(fault?.Message, Does.EndWith("echo 260 > /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages"));
    }

    [Test]
    public void Pages_of_all_nodes_count_for_a_machine_that_is_bound_to_none() =>
        Assert.That(MachinePlanner.Plan(Off(memory => memory with { Hugepages = Quantity.Of("2Mi"), NumaNodes = null, Size = Quantity.Of("240Mi") })).Fault, Is.Null);

    [Test]
    public void Size_of_which_the_host_has_no_pages_lacks_them_all() => Assert.That(
        MachinePlanner.Plan(Off(memory => memory with { Hugepages = Quantity.Of("1Gi"), Size = Quantity.Of("2Gi") })).Fault?.Message,
        Does.StartWith("NUMA node 0 of host kvm1 has 0 of 0 huge pages of 1Gi free, and the machine needs 2: 2 are missing."));

    [Test]
    public void Ordinary_memory_alone_stops_no_start_because_the_kernel_may_reclaim_more() =>
        Assert.That(MachinePlanner.Plan(Off(memory => memory with { Size = Quantity.Of("300Mi") })).Fault, Is.Null);

    [TestCase("internal error: qemu unexpectedly closed the monitor")]
    [TestCase("Interner Fehler: QEMU hat den Monitor unerwartet geschlossen")]
    public void Qemu_that_died_for_lack_of_locked_memory_is_explained_by_what_the_node_has(string words)
    {
        LustreMachine machine = Given.MachineWith("0000:41:00.0");
        machine = machine with { Spec = machine.Spec with { Memory = new MachineMemory { Size = Quantity.Of("300Mi"), NumaNodes = CpuSet.Parse("0") } } };
        MachineFault fault = FaultReader.Read(
            new StartDomain("d", Guid.Empty),
            new LibvirtException(LibvirtErrorKind.Other, words) { Code = LibvirtErrorCode.InternalError, Domain = LibvirtErrorDomain.Qemu },
            MachineLook.Of(Given.Nothing(machine) with { Host = s_host }));

        Assert.That(fault.Reason, Is.EqualTo(MachineReasons.InsufficientMemory));
        Assert.That(fault.Message, Does.StartWith("NUMA node 0 of host kvm1 has 195 MiB of memory free").And.Contain("104 MiB are missing"));
    }

    private static MachineObservation Off(Func<MachineMemory, MachineMemory> change) =>
        Given.Domain(Given.Machine(spec => spec with { Memory = change(spec.Memory) }), DomainState.ShutOff) with { Host = s_host, HostSpec = new KvmHostSpec() };
}
