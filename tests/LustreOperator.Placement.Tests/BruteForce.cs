using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Placement by trying everything, written from the rules and not from the code. For very small hosts.</summary>
internal static class BruteForce
{
    /// <summary>Every place of a machine on a host beside the machines there, as the object it would become.</summary>
    public static IEnumerable<LustreMachine> Places(PlacementProblem problem, KvmHost host, IReadOnlyList<LustreMachine> here, MachineWish wish)
    {
        MachineGroup group = wish.Group;
        NumaCell[] cells = [.. host.Status!.Cells];
        bool dedicated = group.Cpu.Pinning == CpuPinning.Dedicated;
        int need = !dedicated ? 0 : group.Cpu.Count + (group.Cpu.Emulator == EmulatorPlacement.Isolated ? 1 : 0);
        HcaSelector[] selectors = [.. group.Networks.Select(name => problem.Networks.First(network => network.Name == name).Hca).OfType<HcaSelector>()];
        HostDevice[] devices = [.. FreeDevices(host, here)];
        foreach (int node in problem.Numa == NumaPolicy.Required ? Enumerable.Range(0, cells.Length) : [-1])
        {
            int[] among = [.. cells.Where((_, i) => node < 0 || i == node).SelectMany(cell => cell.Cpus).Select(cpu => cpu.Id)];
            int[] shared = [.. SharedCpus(host, here).Intersect(among)];
            IEnumerable<CpuSet?> memories = node >= 0 ? new CpuSet?[] { CpuSet.Of(cells[node].Id) }
                : problem.Numa == NumaPolicy.None ? new CpuSet?[] { null }
                : Enumerable.Range(1, (1 << cells.Length) - 1).Select(set => (CpuSet?)CpuSet.From(
                    cells.Where((_, i) => (set >> i & 1) != 0).Select(cell => cell.Id)));
            foreach (CpuSet? memory in memories)
            {
                LustreMachine machine = Empty(host, wish, memory);
                if (!MemoryFits(host, [.. here, machine]))
                {
                    continue;
                }

                foreach (HostDevice[] chosen in Tuples(selectors.Length, devices).Where(tuple => tuple.Zip(selectors)
                    .All(pair => Matches(host, pair.First, pair.Second) && (node < 0 || NodeOf(host, pair.First) == node))))
                {
                    LustreMachine withDevices = machine with
                    {
                        Spec = machine.Spec with
                        {
                            Networks = [.. chosen.Select((device, i) => new MachineNetwork { Name = group.Networks[i], Device = device.Address })],
                        },
                    };
                    if (!dedicated)
                    {
                        if (shared.Length > 0)
                        {
                            yield return WithCpus(withDevices, [.. Enumerable.Repeat(CpuSet.From(shared), group.Cpu.Count)], CpuSet.From(shared));
                        }

                        continue;
                    }

                    foreach (int[] cpus in Subsets(need, [.. FreeCpus(host, here).Intersect(among)]))
                    {
                        CpuSet[] pins = [.. cpus.Take(group.Cpu.Count).Select(cpu => CpuSet.Of(cpu))];
                        yield return WithCpus(withDevices, pins, need > group.Cpu.Count ? CpuSet.Of(cpus[^1]) : CpuSet.From(cpus));
                    }
                }
            }
        }
    }

    /// <summary>Remote parts, how far they are, wasted HCAs, blocked CPUs, split CPUs, broken cores, CPUs left on the node; only the first three with Preferred.</summary>
    public static (int, int, int, int, int, int, int) Rate(PlacementProblem problem, KvmHost host, IReadOnlyList<LustreMachine> here, LustreMachine machine)
    {
        int[] free = [.. FreeCpus(host, here)];
        int blocked = machine.Spec.Cpu.Pinning == CpuPinning.Shared ? free.Intersect(CpusOf(machine)).Count() : 0;
        int[] taken = machine.Spec.Cpu.Pinning == CpuPinning.Shared ? [] : CpusOf(machine);
        int[][] cores = [.. host.Status!.Cells.SelectMany(cell => cell.Cpus).Select(cpu => cpu.Siblings).Distinct().Select(siblings => siblings.ToArray())];
        int split = taken.Length - cores.Where(core => core.All(taken.Contains)).Sum(core => core.Length);
        int broken = cores.Count(core => core.All(free.Contains) && core.Any(taken.Contains) && !core.All(taken.Contains));
        var perNode = host.Status.Cells.Select((cell, node) => (
            Remote: RemoteParts(host, machine, node),
            Far: Far(host, machine, node),
            Wasted: machine.Spec.Networks.Count > 0 ? 0 : FreeDevices(host, here).Count(device => NodeOf(host, device) == node),
            Left: free.Except(taken).Intersect(cell.Cpus.Select(cpu => cpu.Id)).Count()));
        return problem.Numa switch
        {
            NumaPolicy.None => (0, 0, 0, blocked, split, broken, free.Length - taken.Length),
            NumaPolicy.Preferred => perNode.Select(item => (item.Remote, item.Far, item.Wasted, 0, 0, 0, 0)).Min(),
            _ => perNode.Where(item => item.Remote == 0).Select(item => (0, 0, item.Wasted, blocked, split, broken, item.Left)).Min(),
        };
    }

    /// <summary>Whether all fit with at most so many pairs of partners on one host, in any order.</summary>
    public static bool SetFits(PlacementProblem problem, IReadOnlyList<LustreMachine> placed, IReadOnlyList<MachineWish> left, int partnersTogether)
    {
        // Machines only take: what does not fit now fits never.
        if (left.Any(wish => !problem.Hosts.Any(host => Places(problem, host, Here(host), wish).Any())))
        {
            return false;
        }

        return left.Count == 0 || left.Where((wish, i) => i == 0 || wish.Group.Cpu.Pinning != left[0].Group.Cpu.Pinning).Any(wish => problem.Hosts.Any(host =>
        {
            int together = partnersTogether - (Partner(Here(host), wish) ? 1 : 0);
            bool full = wish.Group.MaxPerHost is int most && Here(host).Count(machine => SameGroup(machine, wish)) >= most;
            return together >= 0 && !full && Places(problem, host, Here(host), wish).Any(machine =>
                SetFits(problem, [.. placed, machine], [.. left.Where(other => other != wish)], together));
        }));

        LustreMachine[] Here(KvmHost host) => [.. placed.Where(machine => machine.Spec.Host == host.Metadata.Name)];
    }

    public static bool SameGroup(LustreMachine machine, MachineWish wish) =>
        machine.Metadata.Namespace == wish.Namespace && machine.Spec.Cluster == wish.Cluster && machine.Spec.Group == wish.Group.Name;

    public static bool Partner(IEnumerable<LustreMachine> here, MachineWish wish) => wish.Group.Roles.Contains(MachineRole.OSS)
        && here.Any(machine => SameGroup(machine, wish) && machine.Spec.Index / 2 == wish.Index / 2 && machine.Spec.Index != wish.Index);

    public static IEnumerable<int> FreeCpus(KvmHost host, IReadOnlyList<LustreMachine> here) => host.Status!.Cells.SelectMany(cell => cell.Cpus)
        .Select(cpu => cpu.Id).Except(host.Spec.Cpus.Reserved?.Value ?? []).Except(host.Spec.Cpus.Shared?.Value ?? []).Except(here.SelectMany(CpusOf));

    public static IEnumerable<HostDevice> FreeDevices(KvmHost host, IReadOnlyList<LustreMachine> here)
    {
        PciAddress?[] held = [.. here.SelectMany(machine => machine.Spec.Networks).Select(network => network.Device)];
        int?[] groups = [.. host.Status!.Devices.Where(device => held.Contains(device.Address)).Select(device => device.IommuGroup)];
        return host.Status.Devices.Where(device => device.Offered && !groups.Contains(device.IommuGroup));
    }

    /// <summary>Hall's condition: what is bound within any set of nodes fits into the set.</summary>
    public static bool MemoryFits(KvmHost host, IReadOnlyList<LustreMachine> here)
    {
        NumaCell[] cells = [.. host.Status!.Cells];
        long reserved = host.Spec.Memory.Reserved.KiB;
        long[] normal = new long[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            long all = Math.Max(0, cells[i].MemoryKiB - cells[i].Hugepages.Sum(pool => pool.SizeKiB * pool.Total));
            normal[i] = Math.Max(0, all - reserved);
            reserved = Math.Max(0, reserved - all);
        }

        foreach (long size in here.Select(machine => machine.Spec.Memory.Hugepages).Select(pages => Quantity.KiBOrZero(pages)).Append(0).Distinct())
        {
            long[] room = size == 0 ? normal : [.. cells.Select(cell => cell.Hugepages.Where(pool => pool.SizeKiB == size).Sum(pool => pool.Total * size))];
            for (int set = 1; set < 1 << cells.Length; set++)
            {
                int[] ids = [.. cells.Where((_, i) => (set >> i & 1) != 0).Select(cell => cell.Id)];
                long wanted = here.Where(machine => (machine.Spec.Memory.NumaNodes ?? cells.Select(cell => cell.Id)).All(ids.Contains))
                    .Sum(machine => Quantity.KiBOrZero(machine.Spec.Memory.Hugepages) == size
                        ? machine.Spec.Memory.Size.KiB + (size == 0 ? 64 * 1024 : 0)
                        : size == 0 ? 64 * 1024 : 0);
                if (wanted > room.Where((_, i) => (set >> i & 1) != 0).Sum())
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static int RemoteParts(KvmHost host, LustreMachine machine, int node)
    {
        NumaCell cell = host.Status!.Cells[node];
        int[] local = [.. cell.Cpus.Select(cpu => cpu.Id)];
        bool isolated = machine.Spec.Cpu.Pinning == CpuPinning.Dedicated && machine.Spec.Cpu.EmulatorCpus.Except(machine.Spec.Cpu.VcpuPins.SelectMany(pin => pin.Cpus)).Any();
        IEnumerable<CpuSet> cpus = machine.Spec.Cpu.VcpuPins.Select(pin => pin.Cpus).Concat(isolated ? [machine.Spec.Cpu.EmulatorCpus] : []);
        return cpus.Count(set => set.Except(local).Any())
            + machine.Spec.Networks.Count(network => NodeOf(host, host.Status.Devices.First(device => device.Address == network.Device)) != node)
            + (machine.Spec.Memory.NumaNodes ?? []).Count(id => id != cell.Id);
    }

    // Each part of its own that is elsewhere: its distance, less that of the host's nearest two nodes.
    private static int Far(KvmHost host, LustreMachine machine, int node)
    {
        NumaCell[] cells = [.. host.Status!.Cells];
        int Distance(int from, int to) => cells[from].Distances.Count > to ? cells[from].Distances[to] : 20;
        int[] others = [.. Enumerable.Range(0, cells.Length).SelectMany(from => Enumerable.Range(0, cells.Length).Where(to => to != from).Select(to => Distance(from, to)))];
        IEnumerable<int> cpus = machine.Spec.Cpu.Pinning == CpuPinning.Dedicated ? CpusOf(machine) : [];
        return cpus.Select(cpu => Array.FindIndex(cells, cell => cell.Cpus.Any(item => item.Id == cpu)))
            .Concat((machine.Spec.Memory.NumaNodes ?? []).Select(id => Array.FindIndex(cells, cell => cell.Id == id)))
            .Concat(machine.Spec.Networks.Select(network => NodeOf(host, host.Status.Devices.First(device => device.Address == network.Device))))
            .Where(at => at != node).Sum(at => (at < 0 ? others.DefaultIfEmpty().Max() : Distance(node, at)) - others.DefaultIfEmpty().Min());
    }

    private static IEnumerable<int> SharedCpus(KvmHost host, IReadOnlyList<LustreMachine> here) =>
        (host.Spec.Cpus.Shared?.Value ?? host.Status!.Cells.SelectMany(cell => cell.Cpus).Select(cpu => cpu.Id))
        .Except(host.Spec.Cpus.Reserved?.Value ?? []).Except(here.Where(machine => machine.Spec.Cpu.Pinning == CpuPinning.Dedicated).SelectMany(CpusOf));

    private static int[] CpusOf(LustreMachine machine) =>
        [.. machine.Spec.Cpu.VcpuPins.Select(pin => pin.Cpus).Append(machine.Spec.Cpu.EmulatorCpus).SelectMany(cpus => cpus).Distinct()];

    private static int NodeOf(KvmHost host, HostDevice device) => host.Status!.Cells.Count == 1 ? 0
        : host.Status.Cells.Select(cell => (int?)cell.Id).ToList().IndexOf(device.NumaNode);

    private static bool Matches(KvmHost host, HostDevice device, HcaSelector selector) =>
        (selector.Fabric ?? device.Fabric) == device.Fabric && (selector.Address?.Value ?? device.Address) == device.Address
        && (selector.NumaNode is null || host.Status!.Cells.ElementAtOrDefault(NodeOf(host, device))?.Id == selector.NumaNode);

    private static LustreMachine Empty(KvmHost host, MachineWish wish, CpuSet? memory) => new()
    {
        Metadata = new ObjectMeta { Namespace = wish.Namespace, Name = wish.Name },
        Spec = new LustreMachineSpec
        {
            Cluster = wish.Cluster,
            Group = wish.Group.Name,
            Index = wish.Index,
            Host = host.Metadata.Name,
            Cpu = new MachineCpu { Count = wish.Group.Cpu.Count, Pinning = wish.Group.Cpu.Pinning },
            Memory = new MachineMemory { Size = wish.Group.Memory.Size, Hugepages = wish.Group.Memory.Hugepages, NumaNodes = memory },
        },
    };

    private static LustreMachine WithCpus(LustreMachine machine, CpuSet[] pins, CpuSet emulator) => machine with
    {
        Spec = machine.Spec with
        {
            Cpu = machine.Spec.Cpu with
            {
                VcpuPins = [.. pins.Select((cpus, i) => new VcpuPin { Vcpu = i, Cpus = cpus })],
                EmulatorCpus = emulator,
            },
        },
    };

    private static IEnumerable<int[]> Subsets(int size, int[] of) => size == 0 ? [[]]
        : Enumerable.Range(0, of.Length).SelectMany(i => Subsets(size - 1, of[(i + 1)..]).Select(rest => (int[])[of[i], .. rest]));

    private static IEnumerable<HostDevice[]> Tuples(int size, HostDevice[] of) => size == 0 ? [[]]
        : of.SelectMany(first => Tuples(size - 1, [.. of.Where(other => other != first)]).Select(rest => (HostDevice[])[first, .. rest]));
}
