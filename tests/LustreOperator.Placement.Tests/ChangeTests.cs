using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Machines that exist and are to be changed.</summary>
internal sealed class ChangeTests
{
    private static readonly NetworkSpec[] s_networks = [Lab.Net("lnet", "ib-a"), Lab.Net("storage", "ib-a")];
    private static readonly KvmHost s_host = Lab.Host2011("kvm1", "ib-a", "ib-a", "ib-a", "ib-a");

    [Test]
    public void Machine_that_is_placed_again_stays_as_it_is([Range(0, 199)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).One();
        PlacementResult first = Placer.Place(problem);
        if (first.Failure is not null)
        {
            return;
        }

        LustreMachine machine = Lab.Machine(problem.Wishes[0], first.Assignments[0]);
        PlacementResult second = Placer.Place(problem with
        {
            Existing = [.. problem.Existing, machine],
            Wishes = [problem.Wishes[0] with { Current = machine }],
        });

        Assert.That(second.Failure, Is.Null);
        Assert.That(Lab.Machine(problem.Wishes[0], second.Assignments[0]).Spec.Cpu.VcpuPins, Is.EqualTo(machine.Spec.Cpu.VcpuPins));
        Assert.That(second.Assignments[0].EmulatorCpus, Is.EqualTo(first.Assignments[0].EmulatorCpus));
        Assert.That(second.Assignments[0].MemoryNodes, Is.EqualTo(first.Assignments[0].MemoryNodes));
        Assert.That(second.Assignments[0].Devices, Is.EqualTo(first.Assignments[0].Devices));
    }

    [Test]
    public void Machine_that_grows_keeps_its_CPUs_and_devices_on_a_cordoned_host()
    {
        LustreMachine current = Placed(Lab.Group("oss", 2, "4Gi", null, "lnet", "storage"));
        KvmHost cordoned = s_host with { Spec = s_host.Spec with { Unschedulable = true } };
        MachineWish wish = Lab.Wish(Lab.Group("oss", 4, "6Gi", null, "lnet", "storage"), 0, current);

        MachineAssignment place = Placer.Place(Lab.Problem([cordoned, Lab.Host2011("kvm0")], [wish], s_networks) with { Existing = [current] }).Assignments[0];

        Assert.That(place.Host, Is.EqualTo("kvm1"));
        Assert.That(place.VcpuPins.Select(pin => pin.Cpus), Is.EqualTo(new[] { "0", "1", "2", "3" }));
        Assert.That(place.Devices["lnet"], Is.EqualTo(Lab.Address(0)));
    }

    [Test]
    public void Machine_that_does_not_fit_its_host_any_more_says_so()
    {
        LustreMachine current = Placed(Lab.Group("oss", 2, "4Gi"));
        MachineWish wish = Lab.Wish(Lab.Group("oss", 7, "4Gi"), 0, current);

        Assert.That(
            Placer.Place(Lab.Problem([s_host, Lab.Host("kvm0", cpusPerNode: 16)], [wish])).Failure!.Message,
            Is.EqualTo("oss-0 does not fit on its host kvm1, which has 6 CPUs for machines on node 0, 7 are asked for"));
        Assert.That(
            Placer.Place(Lab.Problem([Lab.Host("kvm0")], [wish])).Failure!.Message, Is.EqualTo("oss-0 does not fit on its host kvm1, which does not exist"));
    }

    [Test]
    public void What_a_machine_gives_up_is_free_only_when_its_agent_says_so()
    {
        MachineGroup wanted = Lab.Group("client", 6);
        LustreMachine shrunk = Lab.Holder("m", "kvm1", "0") with
        {
            Status = new LustreMachineStatus { Domain = new DomainStatus { State = "running", HeldCpus = "0-3", Memory = "12Gi" } },
        };
        KvmHost host = Lab.Host("kvm1", cpusPerNode: 8);
        PlacementResult Place(LustreMachine machine) => Placer.Place(Lab.Problem([host], wanted.Times(1)) with { Existing = [machine] });

        Assert.That(Place(shrunk).Failure!.Message, Is.EqualTo("0/1 hosts fit client-0: 1 has 4 of 6 CPUs free on node 0"));
        Assert.That(Place(shrunk with { Status = new LustreMachineStatus { Domain = new DomainStatus { State = "shut off", HeldCpus = "0-3" } } }).Failure, Is.Null);
    }

    [Test]
    public void What_a_machine_of_the_same_set_gives_up_is_not_given_to_another()
    {
        LustreMachine current = Placed(Lab.Group("client", 6));
        PlacementProblem problem = Lab.Problem(
            [Lab.Host("kvm1", cpusPerNode: 6)],
            [Lab.Wish(Lab.Group("client", 2), 0, current), Lab.Wish(Lab.Group("oss", 2))]);

        Assert.That(Placer.Place(problem).Failure!.MachineName, Is.EqualTo("c-oss-0"));
    }

    [Test]
    public void Change_of_a_machine_reads_its_own_host_alone()
    {
        LustreMachine current = Placed(Lab.Group("oss", 2, "4Gi"));
        KvmHost other = Lab.Host("kvm0") with { Status = new KvmHostStatus { Cells = new NotToBeRead<NumaCell>() } };

        PlacementResult result = Placer.Place(Lab.Problem([other, s_host], [Lab.Wish(Lab.Group("oss", 4, "4Gi"), 0, current)]));

        Assert.That(result.Assignments[0].Host, Is.EqualTo("kvm1"));
    }

    private sealed class NotToBeRead<T> : IReadOnlyList<T>
    {
        public int Count => throw new InvalidOperationException("read");

        public T this[int index] => throw new InvalidOperationException("read");

        public IEnumerator<T> GetEnumerator() => throw new InvalidOperationException("read");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static LustreMachine Placed(MachineGroup group)
    {
        PlacementProblem problem = Lab.Problem([s_host], [Lab.Wish(group)], s_networks);
        return Lab.Machines(problem, Placer.Place(problem))[0];
    }
}
