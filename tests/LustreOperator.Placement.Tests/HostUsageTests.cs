using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

internal sealed class HostUsageTests
{
    [Test]
    public void Usage_names_who_holds_what()
    {
        KvmHost host = Lab.Host("kvm1", 1, 4, 1, 16, Lab.Hca(0, group: 1), Lab.Hca(1, group: 1), Lab.Hca(2)) with
        {
            Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0" } },
        };
        HostHoldings usage = HostUsage.Of(host, [Lab.Holder("m", "kvm1", "1-2", "2Gi", "0", Lab.Address(0)), Lab.Holder("n", "kvm2", "3")]);

        Assert.That(usage.Cpus.Select(cpu => cpu.Use), Is.EqualTo(new[] { CpuUse.Reserved, CpuUse.Dedicated, CpuUse.Dedicated, CpuUse.Free }));
        Assert.That(usage.Cpus[1].Holders, Is.EqualTo(new[] { "other/m" }));
        Assert.That((usage.CpusFree, usage.CpusUsable, usage.DevicesFree, usage.Devices.Count), Is.EqualTo((1, 3, 1, 3)));
        Assert.That(usage.Devices.Select(device => device.Free), Is.EqualTo(new[] { false, false, true }));
        Assert.That(usage.Memory[0], Is.EqualTo(new MemoryHolding(0, 0, (16 * Lab.GiB) - (512 * 1024), (2 * Lab.GiB) + HostUsage.MachineOverheadKiB)));
    }

    [Test]
    public void Usage_of_a_host_without_inventory_is_empty() =>
        Assert.That(HostUsage.Of(new KvmHost(), []).Cpus, Is.Empty);
}
