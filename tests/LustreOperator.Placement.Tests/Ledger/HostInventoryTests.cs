using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Which change of a KvmHost placement has to look at: each of those, and no other, or a lab of thousands of hosts is placed anew for a heartbeat.</summary>
internal sealed class HostInventoryTests
{
    private static readonly KvmHost s_host = Of(Lab.Host("kvm1", nodes: 2, devices: Lab.Hca(0)));

    [Test]
    public void Same_object_and_a_copy_of_the_same_values_do_not_differ()
    {
        KvmHost copy = Of(Lab.Host("kvm1", nodes: 2, devices: Lab.Hca(0)));

        Assert.That((HostInventory.Differs(s_host, s_host), HostInventory.Differs(s_host, copy), HostInventory.Differs(null, null)), Is.EqualTo((false, false, false)));
        Assert.That(HostInventory.AreSameModel(s_host, copy), Is.True);
    }

    [Test]
    public void Host_that_comes_or_goes_differs() =>
        Assert.That((HostInventory.Differs(null, s_host), HostInventory.Differs(s_host, null)), Is.EqualTo((true, true)));

    [Test]
    public void Host_without_a_status_differs_from_one_with_an_inventory_and_not_from_an_empty_one()
    {
        KvmHost none = s_host with { Status = null };

        Assert.That((HostInventory.AreSameModel(none, s_host), HostInventory.AreSameModel(s_host, none)), Is.EqualTo((false, false)));
        Assert.That(HostInventory.Differs(none, s_host with { Status = new KvmHostStatus() }), Is.False);
    }

    [TestCaseSource(nameof(Devices))]
    public void Device_differs_in_what_a_machine_may_ask_for(HostDevice device)
    {
        KvmHost changed = s_host with { Status = s_host.Status! with { Devices = [device] } };

        Assert.That((HostInventory.Differs(s_host, changed), HostInventory.AreSameModel(s_host, changed)), Is.EqualTo((true, false)));
    }

    [TestCaseSource(nameof(Cells))]
    public void Cell_differs_in_what_it_has(NumaCell cell)
    {
        KvmHost changed = s_host with { Status = s_host.Status! with { Cells = [s_host.Status.Cells[0], cell] } };

        Assert.That((HostInventory.Differs(s_host, changed), HostInventory.AreSameModel(s_host, changed)), Is.EqualTo((true, false)));
    }

    [TestCaseSource(nameof(Rules))]
    public void Rule_of_who_may_go_there_differs_and_the_model_is_the_same(KvmHost changed) =>
        Assert.That((HostInventory.Differs(s_host, changed), HostInventory.AreSameModel(s_host, changed)), Is.EqualTo((true, true)));

    private static KvmHost Of(KvmHost host) => host with
    {
        Status = host.Status! with
        {
            Cells = [.. host.Status.Cells.Select(cell => cell with { Hugepages = [new HugepagePool { SizeKiB = 2048, Total = 8 }], Distances = [10, 20] })],
        },
    };

    private static IEnumerable<TestCaseData> Devices()
    {
        HostDevice device = s_host.Status!.Devices[0];
        return Named(
            ("address", device with { Address = Lab.Hca(7).Address }),
            ("vendor", device with { Vendor = "8086" }),
            ("product", device with { Product = "1017" }),
            ("node", device with { NumaNode = 1 }),
            ("group", device with { IommuGroup = 99 }),
            ("fabric", device with { Fabric = "ib-a" }),
            ("virtual function", device with { VirtualFunction = true }),
            ("offered", device with { Offered = false }));
    }

    private static IEnumerable<TestCaseData> Cells()
    {
        NumaCell cell = s_host.Status!.Cells[1];
        return Named(
            ("number", cell with { Id = 7 }),
            ("memory", cell with { MemoryKiB = cell.MemoryKiB + 1 }),
            ("CPUs", cell with { Cpus = [.. cell.Cpus.Skip(1)] }),
            ("huge pages", cell with { Hugepages = [new HugepagePool { SizeKiB = 2048, Total = 9 }] }),
            ("distances", cell with { Distances = [10, 21] }));
    }

    private static IEnumerable<TestCaseData> Rules()
    {
        Condition reachable = new() { Type = ConditionTypes.HostReachable, Status = ConditionStatus.False, Reason = "LeaseExpired" };
        return Named(
            ("another value of a label", s_host with { Metadata = s_host.Metadata with { Labels = new Dictionary<string, string> { ["lab"] = "osaka" } } }),
            ("another label", s_host with { Metadata = s_host.Metadata with { Labels = new Dictionary<string, string> { ["room"] = "tokyo" } } }),
            ("one label more", s_host with { Metadata = s_host.Metadata with { Labels = new Dictionary<string, string> { ["lab"] = "tokyo", ["room"] = "1" } } }),
            ("unreadable", s_host with { Unreadable = "spec.cpus" }),
            ("reachable", s_host with { Status = s_host.Status! with { Conditions = [.. s_host.Status.Conditions, reachable] } }));
    }

    private static IEnumerable<TestCaseData> Named<T>(params (string What, T Value)[] cases) =>
        cases.Select(one => new TestCaseData(one.Value).SetArgDisplayNames(one.What));
}
