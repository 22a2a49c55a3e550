using FsCheck;
using FsCheck.Fluent;
using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Whatever happened, the ledger is what a restart would build from the objects there are.</summary>
internal sealed class LedgerPropertyTests
{
    private const int Changes = 10_000;

    [FsCheck.NUnit.Property(MaxTest = 5, EndSize = Changes)]
    public Property Ledger_after_10_000_random_changes_is_the_one_built_from_the_objects_that_are_left() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf(Changes).ToArbitrary(), numbers =>
        {
            Dictionary<string, KvmHost> hosts = [];
            Dictionary<string, LustreMachine> machines = [];
            PlacementLedger ledger = PlacementLedger.Empty;
            for (int i = 0; i < numbers.Length; i++)
            {
                ledger = Change(new Random(numbers[i]), hosts, machines, ledger);
                if (i % 500 == 0 && !IsRebuilt(ledger, hosts, machines))
                {
                    return false;
                }
            }

            return IsRebuilt(ledger, hosts, machines);
        });

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public Property Claims_that_were_given_up_leave_nothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf(200).ToArbitrary(), numbers =>
        {
            Dictionary<string, KvmHost> hosts = [];
            Dictionary<string, LustreMachine> machines = [];
            PlacementLedger ledger = PlacementLedger.Empty;
            List<LustreMachine> claims = [];
            foreach (Random random in numbers.Select(number => new Random(number)))
            {
                ledger = Change(random, hosts, machines, ledger);
                LustreMachine wanted = Machine(random, random.Next(40));
                if (claims.All(claim => claim.Metadata.Name != wanted.Metadata.Name) && ledger.TryClaim([wanted], ledger) is { } claimed)
                {
                    ledger = claimed;
                    claims.Add(wanted);
                }
            }

            return IsRebuilt(claims.Aggregate(ledger, (left, claim) => left.WithoutClaim(claim)), hosts, machines);
        });

    private static bool IsRebuilt(PlacementLedger ledger, Dictionary<string, KvmHost> hosts, Dictionary<string, LustreMachine> machines) =>
        LedgerText.Of(ledger) == LedgerText.Of(PlacementLedger.Of(hosts.Values, machines.Values));

    private static PlacementLedger Change(Random random, Dictionary<string, KvmHost> hosts, Dictionary<string, LustreMachine> machines, PlacementLedger ledger)
    {
        int number = random.Next(40);
        string machine = $"m{number}";
        string host = HostName(random);
        switch (random.Next(10))
        {
            case 0:
                hosts.Remove(host);
                return ledger.WithoutHost(host);
            case <= 2:
                hosts[host] = Host(random, host);
                return ledger.WithHost(hosts[host]);
            case <= 4:
                machines.Remove(machine);
                return ledger.WithoutMachine("other", machine);
            default:
                machines[machine] = Machine(random, number);
                return ledger.WithMachine(machines[machine]);
        }
    }

    private static string HostName(Random random) => $"kvm{random.Next(8)}";

    private static KvmHost Host(Random random, string name)
    {
        KvmHost host = Lab.Host(name, nodes: random.Next(1, 3), cpusPerNode: 4, threads: random.Next(1, 3), gibPerNode: 8, [.. Enumerable.Range(0, random.Next(4)).Select(i => Lab.Hca(i))]);
        return host with
        {
            Spec = new KvmHostSpec
            {
                Fenced = random.Next(8) == 0,
                Unschedulable = random.Next(8) == 0,
                Cpus = new HostCpuSpec { Shared = random.Next(3) == 0 ? "3" : null, Reserved = random.Next(9) == 0 ? "no list" : null },
            },
            Status = random.Next(9) == 0 ? null : host.Status! with { HostUuid = Lab.Uuid(random.Next(2) == 0 ? "twin" : name) },
        };
    }

    // Often the same machine again, as a status changes that placement does not look at.
    private static LustreMachine Machine(Random random, int number)
    {
        LustreMachine machine = Lab.Holder(
            $"m{number}", HostName(random), $"{random.Next(8)}", $"{random.Next(1, 4)}Gi", random.Next(2) == 0 ? $"{random.Next(2)}" : null,
            [.. Enumerable.Range(0, 4).Where(_ => random.Next(5) == 0).Select(Lab.Address)]);
        return machine with
        {
            Metadata = machine.Metadata with { Uid = $"{random.Next(3)}" },
            Spec = machine.Spec with { Cpu = machine.Spec.Cpu with { Pinning = random.Next(4) == 0 ? CpuPinning.Shared : CpuPinning.Dedicated } },
            Status = random.Next(2) == 0 ? null : new LustreMachineStatus
            {
                Domain = new DomainStatus { State = random.Next(3) == 0 ? DomainState.ShutOff : DomainState.Running, HeldCpus = random.Next(2) == 0 ? CpuSet.Of(random.Next(8)) : null },
            },
        };
    }
}
