using FsCheck;
using FsCheck.Fluent;
using LustreOperator.Libvirt;
using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.Simulation.Files;
using LustreOperator.Simulation.Shapes;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Transitions;

namespace LustreOperator.Simulation.Tests;

/// <summary>What holds after any requests in any order, done or refused.</summary>
internal sealed class InvariantTests
{
    private const int Domains = 3;
    private static readonly string[] s_functions = ["0000:05:00.0", "0000:06:00.0", "0000:85:00.0"];
    private static readonly HostState s_fresh = HostState.Of(ShapeFiles.Read(new SimulatedUri { Shape = "talk-2011" }));

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Host_holds_what_its_running_domains_hold_and_comes_back_from_its_file() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ListOf().ToArbitrary(), requests =>
        {
            HostState state = requests.Aggregate(s_fresh, Step);
            HostState restored = SavedHost.Of(state).Restore(s_fresh);
            return (Described(state) == Expected(state)).Label($"{Described(state)}\nbut expected\n{Expected(state)}")
                .And((Described(restored) == Described(state)).Label($"restored {Described(restored)}\nof\n{Described(state)}"))
                .And(state.Domains.Values.All(domain => domain.IsActive == domain.State is DomainState.Running or DomainState.Paused));
        });

    private static HostState Step(HostState state, int random)
    {
        Guid uuid = new(random % Domains, 0, 0, new byte[8]);
        DomainHostDevice function = new() { Address = PciAddress.Parse(s_functions[random / Domains % s_functions.Length]) };
        try
        {
            return (random / 16 % 13) switch
            {
                0 or 1 => Definitions.Define(state, Definition(uuid, random), uuid).State,
                2 => Definitions.Undefine(state, uuid).State,
                3 or 4 => Power.Start(state, uuid).State,
                5 => Power.Destroy(state, uuid).State,
                6 => Power.Shutdown(state, uuid).State,
                7 => Plugging.Attach(state, uuid, function, (DomainScope)(random % 4)).State,
                8 => Plugging.Detach(state, uuid, function, (DomainScope)(random % 4)).State,
                9 => Power.Suspend(state, uuid).State,
                10 => Functions.Detach(state, function.Address).State,
                11 => Functions.Reattach(state, function.Address).State,
                _ => Power.Resume(state, uuid).State,
            };
        }
        catch (LibvirtException)
        {
            return state;
        }
    }

    private static DomainDefinition Definition(Guid uuid, int random) => Samples.Minimal with
    {
        Name = $"qa.{uuid.ToString()[..8]}",
        Uuid = uuid,
        SparePciePorts = 3,
        MemoryKiB = 7 << 20,
        HugepageKiB = random % 3 == 0 ? null : 2048,
        MemoryBinding = random % 2 == 0 ? null : new MemoryBinding(CpuSet.Of(random % 2)),
        HostDevices = random % 5 == 0 ? [] : [new DomainHostDevice { Address = PciAddress.Parse(s_functions[random % s_functions.Length]) }],
    };

    /// <summary>What is free and who has what, as the host says.</summary>
    private static string Described(HostState state) => Text(
        Views.Capabilities(state).Cells.SelectMany(cell => cell.Pages, (cell, pool) => $"{cell.Id}/{pool.SizeKiB}: {pool.Free}"),
        Views.PciDevices(state).Where(device => device.Driver == "vfio-pci").Select(device => $"{device.Address} {state.HolderOf(device.Address)}"));

    /// <summary>The same, counted from the domains and from what was taken by call.</summary>
    private static string Expected(HostState state) => Text(
        s_fresh.Shape.Capabilities.Cells.SelectMany(cell => cell.Pages, (cell, pool) =>
            $"{cell.Id}/{pool.SizeKiB}: {pool.Total - state.Domains.Values.SelectMany(domain => domain.Pages).Where(held => held.Node == cell.Id && held.SizeKiB == pool.SizeKiB).Sum(held => held.Count)}"),
        state.Domains.Values.SelectMany(domain => domain.Live?.Definition.HostDevices ?? [], (domain, device) => KeyValuePair.Create(device.Address, domain.Identity.Name))
            .Concat(state.Drivers.Keys.Where(taken => state.HolderOf(taken) is null).Select(taken => KeyValuePair.Create(taken, string.Empty)))
            .OrderBy(function => function.Key)
            .Select(function => $"{function.Key} {function.Value}"));

    private static string Text(IEnumerable<string> pages, IEnumerable<string> functions) => string.Join(", ", [.. pages, .. functions]);
}
