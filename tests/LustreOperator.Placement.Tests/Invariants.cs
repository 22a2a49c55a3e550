using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>What holds of every placement that fits.</summary>
internal static class Invariants
{
    public static void Check(PlacementProblem problem, PlacementResult result)
    {
        Assert.That(result.Assignments.Select(place => place.MachineName), Is.EqualTo(problem.Wishes.Select(wish => wish.Name)));
        foreach (KvmHost host in problem.Hosts)
        {
            LustreMachine[] here = [.. problem.Existing.Concat(Lab.Machines(problem, result)).Where(machine => machine.Spec.Host == host.Metadata.Name)];
            int[] dedicated = [.. here.Where(machine => machine.Spec.Cpu.Pinning == CpuPinning.Dedicated).SelectMany(machine => machine.Spec.Cpu.VcpuPins
                .Select(pin => pin.Cpus).Append(machine.Spec.Cpu.EmulatorCpus).SelectMany(cpus => cpus).Distinct())];
            int[] shared = [.. here.Where(machine => machine.Spec.Cpu.Pinning == CpuPinning.Shared)
                .SelectMany(machine => machine.Spec.Cpu.VcpuPins).SelectMany(pin => pin.Cpus)];
            Assert.That(dedicated, Is.Unique);
            Assert.That(dedicated.Intersect(shared), Is.Empty);
            Assert.That(dedicated.Intersect(host.Spec.Cpus.Reserved?.Value ?? []), Is.Empty);
            Assert.That(shared.Intersect(host.Spec.Cpus.Reserved?.Value ?? []), Is.Empty);

            PciAddress[] devices = [.. here.SelectMany(machine => machine.Spec.Networks).Select(network => network.Device).OfType<PciAddress>()];
            Assert.That(devices, Is.Unique);
            IEnumerable<(int? Group, string Machine)> groups = here.SelectMany(machine => machine.Spec.Networks.Where(network => network.Device is not null)
                .Select(network => (host.Status!.Devices.First(device => device.Address == network.Device).IommuGroup, machine.Metadata.Name))).Distinct();
            Assert.That(groups.Select(item => item.Group), Is.Unique);
            Assert.That(BruteForce.MemoryFits(host, here), Is.True, "memory");
        }

        foreach (MachineAssignment place in problem.Numa == NumaPolicy.Required ? result.Assignments : [])
        {
            Assert.That(place.NumaNodes, Has.Count.EqualTo(1));
            Assert.That(place.MemoryNodes, Is.EqualTo(place.NumaNodes));
            Assert.That(place.LocalityPercent, Is.EqualTo(100));
        }
    }
}
