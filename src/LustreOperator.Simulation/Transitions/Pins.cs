using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Binding threads to host CPUs.</summary>
internal static class Pins
{
    public static Change PinVcpu(HostState state, Guid uuid, int vcpu, CpuSet cpus, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        DomainScope where = Guards.Resolve(domain, scope);
        if (where.HasFlag(DomainScope.Live))
        {
            Check(domain.Live!, vcpu, "live");
            CheckCpus(state, domain.Identity.Name, domain.Id, cpus, $"vcpu{vcpu}");
        }

        if (where.HasFlag(DomainScope.Config))
        {
            Check(domain.Inactive!, vcpu, "persistent");
        }

        SimulatedDomain pinned = Guards.Edit(domain, where, xml => SetPin(xml, vcpu, cpus));
        return Tell(
            state,
            where.HasFlag(DomainScope.Live) ? pinned with { Affinity = pinned.Affinity.SetItem(vcpu, cpus) } : pinned,
            where,
            string.Create(CultureInfo.InvariantCulture, $"cputune.vcpupin{vcpu}"),
            cpus);
    }

    public static Change PinEmulator(HostState state, Guid uuid, CpuSet cpus, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        DomainScope where = Guards.Resolve(domain, scope);
        if (where.HasFlag(DomainScope.Live))
        {
            // The same refusal by the kernel, but libvirt says it in its own words here.
            _ = cpus.IsSubsetOf(state.Shape.Cpus) ? cpus : throw Faults.Invalid("failed to set cpuset.cpus in cgroup for emulator threads");
        }

        return Tell(state, Guards.Edit(domain, where, xml => SetEmulatorPin(xml, cpus)), where, "cputune.emulatorpin", cpus);
    }

    /// <summary>What no libvirt call does: the affinity of a thread set by taskset, which nobody tells of.</summary>
    public static Change SetAffinity(HostState state, Guid uuid, int vcpu, CpuSet cpus)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return Change.Silent(state.With(domain with { Affinity = domain.Affinity.SetItem(vcpu, cpus) }));
    }

    /// <summary>What the threads of a domain that starts may run on.</summary>
    public static ImmutableArray<CpuSet> AtStart(HostState state, DomainDefinition definition, int id)
    {
        CpuSet[] affinity = [.. Enumerable.Repeat(state.Shape.Cpus, definition.VCpus)];
        if (definition.EmulatorPin is { } emulator)
        {
            CheckCpus(state, definition.Name, id, emulator, "emulator");
        }

        foreach (VcpuPin pin in definition.VcpuPins.Where(pin => pin.VCpu < definition.VCpus))
        {
            CheckCpus(state, definition.Name, id, pin.Cpus, $"vcpu{pin.VCpu}");
            affinity[pin.VCpu] = pin.Cpus;
        }

        return [.. affinity];
    }

    private static void Check(DomainDescription description, int vcpu, string which)
    {
        if (vcpu < 0 || vcpu >= description.Definition.VCpus)
        {
            throw Faults.InvalidArgument($"vcpu {vcpu} is out of range of {which} cpu count {description.Definition.VCpus}");
        }
    }

    /// <summary>It is the kernel's cgroup that refuses, in a process that is already there: definitions are taken as they are.</summary>
    private static void CheckCpus(HostState state, string name, int id, CpuSet cpus, string thread)
    {
        if (!cpus.IsSubsetOf(state.Shape.Cpus))
        {
            throw Faults.System(
                $"Unable to write to '/sys/fs/cgroup/cpuset/machine/qemu-{id}-{name}.libvirt-qemu/{thread}/cpuset.cpus': Numerical result out of range", 34);
        }
    }

    private static Change Tell(HostState state, SimulatedDomain pinned, DomainScope where, string parameter, CpuSet cpus) => new(
        state.With(pinned),
        where.HasFlag(DomainScope.Live)
            ? [new DomainTuned(pinned.Identity, [KeyValuePair.Create(parameter, cpus.ToString())])]
            : []);

    private static void SetPin(XElement domain, int vcpu, CpuSet cpus)
    {
        XElement tune = Tune(domain);
        tune.Elements("vcpupin").FirstOrDefault(pin => pin.Whole("vcpu") == vcpu)?.Remove();
        XElement pin = new("vcpupin", new XAttribute("vcpu", vcpu), new XAttribute("cpuset", cpus));
        if (tune.Elements("vcpupin").LastOrDefault(other => other.Whole("vcpu") < vcpu) is { } before)
        {
            before.AddAfterSelf(pin);
        }
        else
        {
            tune.AddFirst(pin);
        }
    }

    private static void SetEmulatorPin(XElement domain, CpuSet cpus)
    {
        XElement tune = Tune(domain);
        tune.Elements("emulatorpin").Remove();
        tune.Add(new XElement("emulatorpin", new XAttribute("cpuset", cpus)));
    }

    private static XElement Tune(XElement domain)
    {
        if (domain.Element("cputune") is null)
        {
            domain.Element("vcpu")!.AddAfterSelf(new XElement("cputune"));
        }

        return domain.Element("cputune")!;
    }
}
