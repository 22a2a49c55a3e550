using LustreOperator.Simulation.Shapes;
using LustreOperator.TestKit;

namespace LustreOperator.Simulation.Tests;

/// <summary>What the built-in shapes are, in full for the default one.</summary>
internal sealed class BuiltInShapeTests
{
    [Test]
    public void Talk_2011_is_the_machine_of_the_talk()
    {
        HostShape shape = Read("talk-2011");
        IEnumerable<string> lines =
        [
            .. shape.Capabilities.Cells.Select(cell =>
                $"node {cell.Id}: CPUs {CpuSet.From(cell.Cpus.Select(cpu => cpu.Id))}, {cell.MemoryKiB >> 20} GiB, "
                + $"pages {string.Join(", ", cell.Pages.Select(pool => $"{pool.Total} of {pool.SizeKiB} KiB"))}"),
            .. shape.Devices.Values.Select(device =>
                $"{device.Address} {device.VendorId:x4}:{device.ProductId:x4} class {device.Class} driver {device.Driver} node {device.NumaNode} "
                + $"group {device.IommuGroup!.Number} of {device.IommuGroup.Members.Count}"),
            $"pools {string.Join(", ", shape.Pools.Select(pool => pool.Name))}",
            $"networks {string.Join(", ", shape.Networks.Select(network => network.Name))}",
            $"bridges {string.Join(", ", shape.Bridges)}",
        ];
        Golden.Match(string.Join('\n', lines) + "\n", "talk-2011.txt");
    }

    [Test]
    public void Wide_128_has_128_cpus_and_128_hcas_each_in_a_group_of_its_own()
    {
        HostShape shape = Read("wide-128");
        Assert.That(
            (shape.Cpus.Count, shape.Devices.Count, shape.Devices.Values.Select(device => device.IommuGroup!.Number).Distinct().Count(), shape.MemoryKiB >> 20),
            Is.EqualTo((128, 128, 128, 512L)));
        Assert.That(shape.Devices.Values.Count(device => device.NumaNode == 1), Is.EqualTo(64));
    }

    [TestCase("talk-2011")]
    [TestCase("wide-128")]
    public void Pages_of_a_node_make_up_its_memory(string name) => Assert.That(
        Read(name).Capabilities.Cells.Select(cell => cell.Pages.Sum(pool => pool.Total * pool.SizeKiB) - cell.MemoryKiB), Has.All.Zero);

    private static HostShape Read(string shape) => ShapeFiles.Read(new SimulatedUri { Shape = shape });
}
