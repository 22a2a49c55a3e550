using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>What a ledger knows after single changes, and what it lets two plans have.</summary>
internal sealed class LedgerTests
{
    private static readonly KvmHost s_host = Lab.Host("kvm1");
    private static readonly LustreMachine s_machine = Lab.Holder("m", "kvm1", "0-1");

    [TestCase(long.MaxValue, 2)]
    [TestCase(2048, long.MaxValue)]
    [TestCase(2048, -1)]
    public void Host_with_absurd_huge_pages_has_no_inventory_and_harms_no_other(long size, long total)
    {
        KvmHost absurd = s_host with
        {
            Metadata = s_host.Metadata with { Name = "kvm0", Uid = "kvm0" },
            Status = s_host.Status! with
            {
                HostUuid = Lab.Uuid("kvm0"),
                Cells = [.. s_host.Status.Cells.Select(cell => cell with { Hugepages = [new HugepagePool { SizeKiB = size, Total = total }, new HugepagePool { SizeKiB = size, Total = total }] })],
            },
        };
        PlacementLedger ledger = PlacementLedger.Of([s_host, absurd], []);

        Assert.That((ledger.Find("kvm0")!.TakesMachines, ledger.Find("kvm1")!.TakesMachines), Is.EqualTo((false, true)));
    }

    [Test]
    public void Machine_of_an_unknown_host_is_counted_when_the_host_comes()
    {
        PlacementLedger ledger = PlacementLedger.Empty.WithMachine(s_machine);

        Assert.That(ledger.Holdings("kvm1"), Is.Null);
        Assert.That(ledger.WithHost(s_host).Holdings("kvm1")!.CpusFree, Is.EqualTo(2));
    }

    [Test]
    public void Host_that_goes_and_comes_has_the_machines_that_it_had()
    {
        PlacementLedger ledger = PlacementLedger.Of([s_host], [s_machine]).WithoutHost("kvm1");

        Assert.That(ledger.HostOf("kvm1"), Is.Null);
        Assert.That(ledger.WithHost(s_host).Holdings("kvm1")!.CpusFree, Is.EqualTo(2));
    }

    [Test]
    public void Machine_that_moves_to_another_host_holds_nothing_on_the_first()
    {
        PlacementLedger ledger = PlacementLedger.Of([s_host, Lab.Host("kvm2")], [s_machine])
            .WithMachine(s_machine with { Spec = s_machine.Spec with { Host = "kvm2" } });

        Assert.That((ledger.Holdings("kvm1")!.CpusFree, ledger.Holdings("kvm2")!.CpusFree), Is.EqualTo((4, 2)));
    }

    [Test]
    public void Second_object_of_a_name_takes_the_place_of_the_first()
    {
        LustreMachine second = Lab.Holder("m", "kvm1", "3") with { Metadata = s_machine.Metadata with { Uid = "second" } };

        PlacementLedger ledger = PlacementLedger.Of([s_host], [s_machine]).WithMachine(second);

        Assert.That(Free(ledger), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(Free(ledger.WithoutMachine("other", "m")), Is.EqualTo(new[] { 0, 1, 2, 3 }));
    }

    [Test]
    public void Earlier_ledger_stays_as_it_was()
    {
        PlacementLedger before = PlacementLedger.Of([s_host], [s_machine]);

        PlacementLedger after = before.WithoutMachine("other", "m");

        Assert.That((Free(before).Length, Free(after).Length), Is.EqualTo((2, 4)));
    }

    [Test]
    public void Status_that_changes_nothing_that_is_held_changes_no_state()
    {
        PlacementLedger before = PlacementLedger.Of([s_host], [s_machine]);

        PlacementLedger after = before.WithMachine(s_machine with { Status = new LustreMachineStatus { Domain = new DomainStatus { State = DomainState.Running } } });

        Assert.That(after.Find("kvm1")!.State, Is.SameAs(before.Find("kvm1")!.State));
    }

    [Test]
    public void Host_whose_agent_tells_of_links_and_holders_is_not_read_anew()
    {
        KvmHost host = Lab.Host("kvm1", devices: Lab.Hca(0));
        PlacementLedger before = PlacementLedger.Of([host], [s_machine]);
        KvmHost told = host with { Status = host.Status! with { AgentVersion = "2", Devices = [Lab.Hca(0) with { Driver = "vfio-pci", Link = "32 GT/s", Holder = "qa/m", GroupSiblings = [] }] } };

        Assert.That(HostInventory.Differs(host, told), Is.False);
        Assert.That(before.WithHost(told).Find("kvm1")!.State, Is.SameAs(before.Find("kvm1")!.State));
    }

    [TestCaseSource(nameof(Differences))]
    public void Host_differs_in_what_placement_looks_at(KvmHost changed) => Assert.That(HostInventory.Differs(s_host, changed), Is.True);

    [Test]
    public void Twin_that_goes_makes_the_other_host_eligible_again()
    {
        KvmHost Twin(string name) => Lab.Host(name) is var host ? host with { Status = host.Status! with { HostUuid = Lab.Uuid("twin") } } : host;
        PlacementLedger both = PlacementLedger.Empty.WithHost(Twin("kvm1")).WithHost(Twin("kvm2"));
        PlacementRequest request = Lab.Problem([], [Lab.Wish(Lab.Group("client"))]).Request;

        Assert.That(Placer.Place(both, request).Failure!.Hosts.Select(host => host.Kind), Has.All.EqualTo(HostRejectionKind.DuplicateHostUuid));
        Assert.That(Placer.Place(both.WithoutHost("kvm1"), request).Failure, Is.Null);
    }

    [Test]
    public void Second_of_two_plans_on_one_snapshot_that_took_the_same_CPUs_loses_and_nothing_is_claimed_for_it()
    {
        PlacementLedger snapshot = PlacementLedger.Of([s_host], []);
        PlacementLedger first = snapshot.TryClaim([s_machine], snapshot)!;

        Assert.That(first.TryClaim([Lab.Holder("free", "kvm1", "3"), Lab.Holder("n", "kvm1", "1-2")], snapshot), Is.Null);
        Assert.That(Free(first), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public void Two_plans_on_one_snapshot_that_took_different_CPUs_of_a_host_both_get_them()
    {
        PlacementLedger snapshot = PlacementLedger.Of([s_host], []);

        PlacementLedger? both = snapshot.TryClaim([s_machine], snapshot)!.TryClaim([Lab.Holder("n", "kvm1", "2-3")], snapshot);

        Assert.That(Free(both!), Is.Empty);
    }

    [TestCase("0-1", "1Gi", 0, "2", "1Gi", 0, TestName = "Claim_on_a_device_that_was_taken_meanwhile_is_lost")]
    [TestCase("0", "12Gi", -1, "1", "12Gi", -1, TestName = "Claim_on_memory_that_was_taken_meanwhile_is_lost")]
    public void Claim_is_lost(string cpus, string memory, int device, string otherCpus, string otherMemory, int otherDevice)
    {
        static PciAddress[] Devices(int device) => device < 0 ? [] : [Lab.Address(device)];
        PlacementLedger snapshot = PlacementLedger.Of([Lab.Host("kvm1", devices: Lab.Hca(0))], []);
        PlacementLedger first = snapshot.TryClaim([Lab.Holder("m", "kvm1", cpus, memory, null, Devices(device))], snapshot)!;

        Assert.That(first.TryClaim([Lab.Holder("n", "kvm1", otherCpus, otherMemory, null, Devices(otherDevice))], snapshot), Is.Null);
        Assert.That(first.TryClaim([Lab.Holder("n", "kvm1", otherCpus, "1Gi")], snapshot), Is.Not.Null);
    }

    [Test]
    public void Claim_on_a_host_that_was_fenced_meanwhile_is_lost()
    {
        PlacementLedger snapshot = PlacementLedger.Of([s_host], []);

        Assert.That(snapshot.WithHost(s_host with { Spec = new KvmHostSpec { Fenced = true } }).TryClaim([s_machine], snapshot), Is.Null);
        Assert.That(snapshot.WithoutHost("kvm1").TryClaim([s_machine], snapshot), Is.Null);
    }

    [Test]
    public void Claim_on_what_the_host_gives_to_no_machine_since_is_lost()
    {
        PlacementLedger snapshot = PlacementLedger.Of([Lab.Host("kvm1", devices: Lab.Hca(0))], []);
        LustreMachine machine = Lab.Holder("m", "kvm1", "0-1", "1Gi", null, Lab.Address(0));
        KvmHost Now(HostCpuSpec cpus, bool isOffered) =>
            Lab.Host("kvm1", devices: Lab.Hca(0) with { Offered = isOffered }) with { Spec = new KvmHostSpec { Cpus = cpus } };

        bool Claimed(KvmHost host) => snapshot.WithHost(host).TryClaim([machine], snapshot) is not null;

        Assert.That(Claimed(Now(new HostCpuSpec { Reserved = "1" }, isOffered: true)), Is.False, "reserved");
        Assert.That(Claimed(Now(new HostCpuSpec { Shared = "1" }, isOffered: true)), Is.False, "shared");
        Assert.That(Claimed(Now(new HostCpuSpec(), isOffered: false)), Is.False, "not offered");
        Assert.That(Claimed(Lab.Host("kvm1")), Is.False, "gone");
        Assert.That(Claimed(Now(new HostCpuSpec { Reserved = "2-3" }, isOffered: true)), Is.True, "other CPUs");
    }

    [Test]
    public void Machine_keeps_what_the_host_gives_to_no_other_since_when_something_else_of_it_changes()
    {
        LustreMachine machine = Lab.Holder("m", "kvm1", "0-1", "1Gi", null, Lab.Address(0));
        PlacementLedger snapshot = PlacementLedger.Of([Lab.Host("kvm1", devices: Lab.Hca(0))], [machine]);
        KvmHost now = Lab.Host("kvm1", devices: Lab.Hca(0) with { Offered = false }) with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "1" } } };

        bool Claimed(string cpus) => snapshot.WithHost(now).TryClaim([Lab.Holder("m", "kvm1", cpus, "2Gi", null, Lab.Address(0))], snapshot) is not null;

        Assert.That((Claimed("0-1"), Claimed("0,2")), Is.EqualTo((true, true)));
    }

    [TestCase("1", null, true, "CPUs 1 of host kvm1 have been reserved, or shared, by its admin since")]
    [TestCase(null, "0", true, "CPUs 0 of host kvm1 have been reserved, or shared, by its admin since")]
    [TestCase(null, null, false, "host kvm1 does not offer 0000:01:00.0 any more")]
    [TestCase("2", "3", true, null)]
    public void Host_says_what_it_has_withdrawn_of_a_machine(string? reserved, string? shared, bool isOffered, string? words)
    {
        LustreMachine machine = Lab.Holder("m", "kvm1", "0-1", "1Gi", null, Lab.Address(0));
        KvmHost host = Lab.Host("kvm1", devices: Lab.Hca(0) with { Offered = isOffered }) with
        {
            Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = reserved, Shared = shared } },
        };

        Assert.That(PlacementLedger.Of([host], [machine]).Withdrawn(machine), Is.EqualTo(words));
        Assert.That(PlacementLedger.Of([], [machine]).Withdrawn(machine), Is.Null, "nobody can tell");
    }

    [Test]
    public void Machine_that_is_to_be_changed_holds_both_while_it_is_claimed_and_is_not_in_its_own_way()
    {
        PlacementLedger before = PlacementLedger.Of([s_host], [s_machine]);
        PlacementLedger changed = before.WithMachine(Lab.Holder("n", "kvm1", "3"));

        PlacementLedger claimed = changed.TryClaim([Lab.Holder("m", "kvm1", "1-2")], before)!;

        Assert.That(Free(claimed), Is.Empty);
        Assert.That(Free(claimed.WithoutClaim(s_machine)), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public void Claim_that_was_written_counts_once()
    {
        PlacementLedger snapshot = PlacementLedger.Of([s_host], []);

        PlacementLedger written = snapshot.TryClaim([s_machine], snapshot)!.WithMachine(s_machine);

        Assert.That(LedgerText.Of(written), Is.EqualTo(LedgerText.Of(written.WithoutClaim(s_machine))));
    }

    private static IEnumerable<TestCaseData> Differences()
    {
        KvmHostStatus status = s_host.Status!;
        (string What, KvmHost Host)[] changes =
        [
            ("labels", s_host with { Metadata = s_host.Metadata with { Labels = new Dictionary<string, string> { ["lab"] = "osaka" } } }),
            ("fewer labels", s_host with { Metadata = s_host.Metadata with { Labels = null } }),
            ("deletion", s_host with { Metadata = s_host.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } }),
            ("fenced", s_host with { Spec = new KvmHostSpec { Fenced = true } }),
            ("cordoned", s_host with { Spec = new KvmHostSpec { Unschedulable = true } }),
            ("reserved", s_host with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0" } } }),
            ("memory", s_host with { Spec = new KvmHostSpec { Memory = new HostMemorySpec { Reserved = Quantity.Of("1Gi") } } }),
            ("fabric", s_host with { Spec = new KvmHostSpec { Devices = [new HostDeviceSpec { Address = $"{Lab.Address(0)}", Fabric = "ib-a" }] } }),
            ("readiness", s_host with { Status = status with { Conditions = [] } }),
            ("UUID", s_host with { Status = status with { HostUuid = Lab.Uuid("other") } }),
            ("cells", s_host with { Status = status with { Cells = [status.Cells[0] with { MemoryKiB = 1 }] } }),
            ("devices", s_host with { Status = status with { Devices = [Lab.Hca(0)] } }),
            ("volumes", s_host with { Status = status with { DataVolumes = [new HostVolume { Name = "v" }] } }),
        ];
        return changes.Select(change => new TestCaseData(change.Host).SetArgDisplayNames(change.What));
    }

    private static int[] Free(PlacementLedger ledger) =>
        [.. ledger.Holdings("kvm1")!.Cpus.Where(cpu => cpu.Use == CpuUse.Free).Select(cpu => cpu.Cpu)];
}
