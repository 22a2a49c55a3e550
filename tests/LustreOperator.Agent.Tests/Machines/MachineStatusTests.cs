using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Resources;

namespace LustreOperator.Agent.Tests;

internal sealed class MachineStatusTests
{
    [Test]
    public void Healthy_machine_is_ready_in_sync_and_local()
    {
        LustreMachineStatus status = Build(Given.Domain(Given.Machine(), DomainState.Running));

        Assert.That(status.Conditions.Where(condition => condition.Status == ConditionStatus.True).Select(condition => condition.Type),
            Is.EquivalentTo(new[] { ConditionTypes.Ready, MachineConditionTypes.PinsInSync, MachineConditionTypes.DevicesInSync, ConditionTypes.VolumesReady, MachineConditionTypes.NumaLocal }));
        Assert.That((status.Pins, status.Hcas, $"{status.Numa}", status.LocalityPercent), Is.EqualTo(("1/1", "0/0", "0", 100)));
    }

    [Test]
    public void Same_look_twice_gives_the_same_status()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        LustreMachineStatus first = Build(observed);

        LustreMachineStatus second = Given.Status(observed with { Machine = observed.Machine with { Status = first } }, now: Given.Now.AddHours(1));

        Assert.That(Json(second), Is.EqualTo(Json(first)));
    }

    [Test]
    public void Drift_keeps_the_time_when_it_was_first_seen()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) });
        LustreMachineStatus first = Build(observed);

        LustreMachineStatus second = Given.Status(observed with { Machine = observed.Machine with { Status = first } }, now: Given.Now.AddHours(1));

        Assert.That(second.Drift.Single(), Is.EqualTo(new DriftEntry { Field = "emulatorCpus", Desired = "3", Actual = "1", Since = Given.Now }));
    }

    [Test]
    public void Drift_beyond_the_maximum_is_cut_of_what_somebody_added_before_what_is_wrong()
    {
        DomainInterface[] byHand = [.. Enumerable.Range(0, MachineStatusBuilder.MaxDrift).Select(number =>
            new DomainInterface { Mac = $"52:54:00:00:00:{number:x2}", Source = new NetworkSource("default") })];

        LustreMachineStatus status = Build(Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1), Interfaces = [.. byHand] }));

        Assert.That(status.Drift, Has.Count.EqualTo(MachineStatusBuilder.MaxDrift));
        Assert.That(status.Drift.Select(entry => entry.Field), Is.SupersetOf(new[] { "emulatorCpus", "interface 02:00:00:00:00:01" }));
    }

    [Test]
    public void Fault_is_the_reason_of_Ready_and_keeps_the_observed_generation_back()
    {
        LustreMachine machine = Given.Machine();
        machine = machine with { Metadata = machine.Metadata with { Generation = 3 } };

        LustreMachineStatus status = Given.Status(Given.Nothing(machine), new MachineFault("NetworkMissing", "no br0"));

        Assert.That(status.Conditions.Find(ConditionTypes.Ready), Has.Property("Reason").EqualTo("NetworkMissing").And.Property("Message").EqualTo("no br0"));
        Assert.That(status.ObservedGeneration, Is.EqualTo(2));
    }

    [Test]
    public void Machine_on_two_nodes_tells_its_locality()
    {
        LustreMachine machine = Given.Machine(spec => spec with
        {
            Cpu = new MachineCpu { Count = 2, VcpuPins = [new Api.VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("3") }, new Api.VcpuPin { Vcpu = 1, Cpus = CpuSet.Parse("4") }], EmulatorCpus = CpuSet.Parse("3-4") },
        });

        LustreMachineStatus status = Build(Given.Domain(machine, DomainState.Running));

        Assert.That(($"{status.Numa}", status.LocalityPercent), Is.EqualTo(("0-1", 66)));
        Assert.That(status.Conditions.IsTrue(MachineConditionTypes.NumaLocal), Is.False);
    }

    [Test]
    public void Change_that_waits_names_the_field_and_what_to_do()
    {
        LustreMachineStatus status = Build(Given.Domain(Given.Machine(), DomainState.Running, live => live with { MemoryKiB = 131072 }));

        Assert.That(status.Conditions.Find(MachineConditionTypes.RestartRequired)!.Message, Does.StartWith("memory 128Mi -> 256Mi takes effect at the next start"));
    }

    [Test]
    public void Unanswering_libvirt_leaves_what_was_known_and_turns_Ready_Unknown()
    {
        LustreMachine machine = Given.Machine();
        LustreMachineStatus known = Build(Given.Domain(machine, DomainState.Running));

        LustreMachineStatus status = MachineStatusBuilder.Unreadable(machine with { Status = known }, new MachineFault(ConditionReasons.LibvirtUnreachable, "gone"), Given.Now);

        Assert.That(status.Conditions.Find(ConditionTypes.Ready)!.Status, Is.EqualTo(ConditionStatus.Unknown));
        Assert.That(status.Domain, Is.EqualTo(known.Domain));
    }

    private static LustreMachineStatus Build(MachineObservation observed) => Given.Status(observed);

    private static string Json(LustreMachineStatus status) => System.Text.Json.JsonSerializer.Serialize(status, ApiResources.MachineStatus);
}
