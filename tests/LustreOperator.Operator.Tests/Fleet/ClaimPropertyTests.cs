using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Operator.Tests;

/// <summary>
/// Several workers plan, claim, write and are refused, in any order, while machines go and the admin takes CPUs and functions back: nothing is ever given
/// twice, and no claim is made on what was taken back.
/// </summary>
internal sealed class ClaimPropertyTests
{
    private const int Workers = 4;

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Workers_in_any_order_never_give_a_CPU_a_device_or_memory_twice() =>
        Prop.ForAll(Gen.Choose(0, 9999).ArrayOf(150).ToArbitrary(), steps =>
        {
            var lab = new Lab();
            foreach (int step in steps)
            {
                lab.Do(step);
                if (lab.Fault() is { } fault)
                {
                    return false.ToProperty().Label(fault);
                }
            }

            return true.ToProperty();
        });

    [Test]
    public void Workers_meet_in_such_orders()
    {
        Random random = new(1);
        var lab = new Lab();
        for (int step = 0; step < 5000; step++)
        {
            lab.Do(random.Next(10_000));
        }

        Assert.That((lab.Lost > 20, lab.Written > 100, lab.Unplaced > 20), Is.EqualTo((true, true, true)), $"{lab.Lost} lost, {lab.Written} written, {lab.Unplaced} unplaced");
    }

    private static PciAddress Address(int i) => new(0, (byte)(i + 1), 0, 0);

    /// <summary>Two hosts of two nodes, eight CPUs, 4 GiB and four functions each, two of which share an IOMMU group.</summary>
    private sealed class Lab
    {
        private readonly OperatorStores _stores = new(
            new Store<LustreCluster>(ApiResources.Clusters), new Store<LustreMachine>(ApiResources.Machines),
            new Store<KvmHost>(ApiResources.Hosts), new Store<V1Lease>(LeaseKind.Resource));

        private readonly FleetLedger _ledger;
        private readonly (LustreMachine[] Machines, Fleet On)?[] _planned = new (LustreMachine[], Fleet)?[Workers];
        private readonly LustreMachine[]?[] _claimed = new LustreMachine[]?[Workers];
        private readonly Dictionary<string, KvmHost> _hosts = [];
        private string? _fault;
        private int _version;

        public Lab()
        {
            _ledger = new FleetLedger(_stores);
            Put(Host("kvm1", new HostCpuSpec(), 0));
            Put(Host("kvm2", new HostCpuSpec(), 0));
        }

        public int Lost { get; private set; }

        public int Written { get; private set; }

        public int Unplaced { get; private set; }

        public void Do(int step)
        {
            Random random = new(step);
            int worker = random.Next(Workers);
            ObjectKey key = new("qa", $"c{worker}");
            switch (random.Next(12))
            {
                case <= 3 when _claimed[worker] is null:
                    _planned[worker] = Plan(random, key);
                    break;
                case <= 6 when _planned[worker] is { } planned:
                    Claim(worker, key, planned.Machines, planned.On);
                    break;
                case <= 8 when _claimed[worker] is { } claimed:
                    foreach (LustreMachine machine in claimed)
                    {
                        Put(machine);
                    }

                    End(worker, key);
                    break;
                case 9 when _claimed[worker] is not null:
                    // Refused; or some of it was written before.
                    if (random.Next(2) == 0)
                    {
                        Put(_claimed[worker]![0]);
                    }

                    End(worker, key);
                    break;
                case 10 when _stores.Machines.List() is { Count: > 0 } all:
                    LustreMachine gone = all.OrderBy(machine => machine.Metadata.Name, StringComparer.Ordinal).ElementAt(random.Next(all.Count));
                    _stores.Machines.AssumeDeleted(ApiResources.Machines.KeyOf(gone), gone.Metadata.Uid!);
                    break;
                case 11:
                    HostCpuSpec cpus = random.Next(3) switch { 0 => new HostCpuSpec { Reserved = $"{random.Next(8)}" }, 1 => new HostCpuSpec { Shared = $"{random.Next(8)}" }, _ => new HostCpuSpec() };
                    Put(Host($"kvm{random.Next(1, 3)}", cpus, random.Next(16)));
                    break;
            }
        }

        /// <summary>What is held twice by machines that are written or claimed; null: nothing.</summary>
        public string? Fault()
        {
            LustreMachine[] all = [.. _stores.Machines.List(), .. _claimed.OfType<LustreMachine[]>().SelectMany(machines => machines)];
            foreach (IGrouping<string, LustreMachine> host in all.GroupBy(machine => machine.Spec.Host))
            {
                int[] cpus = [.. host.SelectMany(machine => machine.Spec.Cpu.VcpuPins).SelectMany(pin => pin.Cpus)];
                (int Group, string Machine)[] groups =
                [
                    .. host.SelectMany(machine => machine.Spec.Networks.Select(network => (Group: Group(network.Device!.Value), machine.Metadata.Name))).Distinct(),
                ];
                _fault ??= cpus.Length != cpus.Distinct().Count() ? $"CPUs {string.Join(' ', cpus.Order())} of {host.Key}"
                    : groups.Length != groups.Select(item => item.Group).Distinct().Count() ? $"IOMMU groups {string.Join(' ', groups)} of {host.Key}"
                    : host.GroupBy(machine => machine.Spec.Memory.NumaNodes).Any(node => node.Sum(machine => machine.Spec.Memory.Size.KiB + HostUsage.MachineOverheadKiB) > 2 << 20)
                        ? $"memory of {host.Key}"
                    : null;
            }

            return _fault;
        }

        private (LustreMachine[], Fleet)? Plan(Random random, ObjectKey key)
        {
            Fleet fleet = _ledger.Snapshot(key);
            var group = new MachineGroup
            {
                Name = $"g{++_version}",
                Count = random.Next(1, 3),
                Cpu = new CpuSpec { Count = random.Next(1, 4) },
                Memory = new MemorySpec { Size = Quantity.Of($"{random.Next(1, 8) * 128}Mi") },
                Networks = random.Next(2) == 0 ? [] : ["lnet"],
            };
            LustreCluster cluster = Given.Cluster(spec => spec with
            {
                Placement = new PlacementSpec { Numa = NumaPolicy.Required },
                Networks = [new NetworkSpec { Name = "lnet", Hca = new HcaSelector() }],
                Machines = [group],
            });
            cluster = cluster with { Metadata = cluster.Metadata with { Name = key.Name, Uid = key.Name } };
            ClusterPlan plan = ClusterPlanner.Plan(ClusterObservation.Of(key, cluster, fleet, []));
            Unplaced += plan.Unplaced is null ? 0 : 1;
            return plan.Unplaced is null ? ([.. plan.Claims], fleet) : null;
        }

        private void Claim(int worker, ObjectKey key, LustreMachine[] machines, Fleet on)
        {
            _planned[worker] = null;
            if (!_ledger.TryClaim(key, machines, on))
            {
                Lost++;
                return;
            }

            _claimed[worker] = machines;
            if (machines.Any(machine => IsWithdrawn(machine)))
            {
                _fault = "a claim on what the admin has taken back";
            }
        }

        private bool IsWithdrawn(LustreMachine machine)
        {
            KvmHost host = _hosts[machine.Spec.Host];
            IEnumerable<int> kept = (host.Spec.Cpus.Reserved?.Value ?? []).Union(host.Spec.Cpus.Shared?.Value ?? []);
            return machine.Spec.Cpu.VcpuPins.SelectMany(pin => pin.Cpus).Intersect(kept).Any()
                || machine.Spec.Networks.Any(network => !host.Status!.Devices.First(device => device.Address == network.Device).Offered);
        }

        private void End(int worker, ObjectKey key)
        {
            _ledger.Release(key);
            _claimed[worker] = null;
        }

        private void Put(LustreMachine machine)
        {
            Written++;
            _stores.Machines.Assume(machine with { Metadata = machine.Metadata with { Uid = $"uid-{machine.Metadata.Name}", ResourceVersion = $"{++_version}" } });
        }

        private void Put(KvmHost host)
        {
            _hosts[host.Metadata.Name] = host;
            _stores.Hosts.Assume(host with { Metadata = host.Metadata with { ResourceVersion = $"{++_version}" } });
        }

        private static int Group(PciAddress address) => Address(0) == address || Address(1) == address ? 1 : address == Address(2) ? 2 : 3;

        private static KvmHost Host(string name, HostCpuSpec cpus, int withheld) => Given.Host with
        {
            Metadata = Given.Host.Metadata with { Name = name, Uid = name },
            Spec = new KvmHostSpec { Cpus = cpus },
            Status = Given.Host.Status! with
            {
                HostUuid = new Guid(int.Parse(name[3..], CultureInfo.InvariantCulture), 0, 0, new byte[8]),
                Cells =
                [
                    .. Enumerable.Range(0, 2).Select(cell => new NumaCell
                    {
                        Id = cell,
                        MemoryKiB = 2 << 20,
                        Cpus = [.. Enumerable.Range(cell * 4, 4).Select(cpu => new HostCpu { Id = cpu, Core = cpu, Siblings = [cpu] })],
                    }),
                ],
                Devices =
                [
                    .. Enumerable.Range(0, 4).Select(i => new HostDevice
                    {
                        Address = Address(i), Vendor = "15b3", Product = "673c", NumaNode = i / 2, IommuGroup = Group(Address(i)), Offered = (withheld >> i & 1) == 0,
                    }),
                ],
            },
        };
    }
}
