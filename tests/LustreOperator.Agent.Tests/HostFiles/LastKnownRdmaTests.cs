using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

internal sealed class LastKnownRdmaTests
{
    private static readonly HostDeviceRdma s_facts = new() { Device = "mlx5_0", NodeGuid = "1070:fd03:00e5:f118" };
    private static readonly HostDevice s_hca = new() { Address = PciAddress.Parse("0000:41:00.0"), Vendor = "15b3", Product = "101b" };
    private static readonly KvmHostStatus s_before = new() { Devices = [s_hca with { Driver = "mlx5_core", Rdma = s_facts }] };

    [TestCase("vfio-pci")]
    [TestCase("mlx5_vfio_pci")]
    [TestCase("pci-stub")]
    [TestCase(null)]
    public void Function_without_a_host_driver_keeps_what_was_seen(string? driver) =>
        Assert.That(LastKnownRdma.Recall([s_hca with { Driver = driver }], s_before).Single().Rdma, Is.SameAs(s_facts));

    [Test]
    public void What_is_seen_now_is_what_is()
    {
        HostDeviceRdma now = s_facts with { Firmware = "20.43.2026" };

        Assert.That(LastKnownRdma.Recall([s_hca with { Driver = "mlx5_core", Rdma = now }], s_before).Single().Rdma, Is.SameAs(now));
    }

    [Test]
    public void Host_driver_that_shows_no_rdma_device_has_the_last_word() =>
        Assert.That(LastKnownRdma.Recall([s_hca with { Driver = "mlx5_core" }], s_before).Single().Rdma, Is.Null);

    [Test]
    public void Another_card_in_the_slot_keeps_nothing() =>
        Assert.That(LastKnownRdma.Recall([s_hca with { Product = "1017", Driver = "vfio-pci" }], s_before).Single().Rdma, Is.Null);

    [Test]
    public void Another_functions_facts_are_not_taken() =>
        Assert.That(LastKnownRdma.Recall([s_hca with { Address = PciAddress.Parse("0000:42:00.0"), Driver = "vfio-pci" }], s_before).Single().Rdma, Is.Null);

    [Test]
    public void First_status_of_a_host_recalls_nothing() =>
        Assert.That(LastKnownRdma.Recall([s_hca with { Driver = "vfio-pci" }], before: null), Is.EqualTo(new[] { s_hca with { Driver = "vfio-pci" } }));

    [Test]
    public void Facts_last_over_any_number_of_statuses()
    {
        KvmHostStatus status = s_before;
        for (int round = 0; round < 3; round++)
        {
            status = new KvmHostStatus { Devices = LastKnownRdma.Recall([s_hca with { Driver = "vfio-pci" }], status) };
        }

        Assert.That(status.Devices.Single().Rdma, Is.SameAs(s_facts));
    }
}
