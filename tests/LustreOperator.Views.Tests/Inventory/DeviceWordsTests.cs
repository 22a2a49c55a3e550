using LustreOperator.Api;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Views.Tests.Inventory;

internal sealed class DeviceWordsTests
{
    private static readonly InventoryDevice s_device = new() { Address = PciAddress.Parse("0000:41:00.0"), Owner = new DeviceOwner(OwnerKind.Free, "free") };

    [TestCase(null, null, "")]
    [TestCase("8 GT/s x8", null, "8 GT/s x8")]
    [TestCase("8 GT/s x8", "8 GT/s x8", "8 GT/s x8")]
    [TestCase("8 GT/s x4", "8 GT/s x8", "8 GT/s x4 of x8")]
    [TestCase("2.5 GT/s x8", "8 GT/s x8", "2.5 GT/s x8 of 8 GT/s x8")]
    [TestCase("2.5 GT/s x4", "8 GT/s x8", "2.5 GT/s x4 of 8 GT/s x8")]
    [TestCase("unknown", "8 GT/s x8", "unknown of 8 GT/s x8")]
    public void Link_is_told_with_what_it_could_be(string? now, string? capable, string words) =>
        Assert.That(DeviceWords.Link(s_device with { Link = now, LinkCapable = capable }), Is.EqualTo(words));

    [TestCase("mlx5_core", "mlx5_0 1:ACTIVE 200 Gb/sec (4X HDR)")]
    [TestCase("vfio-pci", "mlx5_0 was 1:ACTIVE 200 Gb/sec (4X HDR)")]
    [TestCase("mlx5_vfio_pci", "mlx5_0 was 1:ACTIVE 200 Gb/sec (4X HDR)")]
    [TestCase(null, "mlx5_0 was 1:ACTIVE 200 Gb/sec (4X HDR)")]
    public void Port_that_nobody_sees_now_is_told_as_past(string? driver, string words) =>
        Assert.That(DeviceWords.Rdma(With(new HostDeviceRdmaPort { Number = 1, State = "ACTIVE", Rate = "200 Gb/sec (4X HDR)" }) with { Driver = driver }), Is.EqualTo(words));

    [Test]
    public void Port_that_is_down_is_told_with_its_physical_state() =>
        Assert.That(
            DeviceWords.Rdma(With(new HostDeviceRdmaPort { Number = 2, State = "DOWN", PhysicalState = "Polling", Rate = "10 Gb/sec (4X SDR)" })), Is.EqualTo("mlx5_0 2:DOWN Polling"));

    [Test]
    public void Port_of_which_little_is_known_is_told() =>
        Assert.That(DeviceWords.Rdma(With(new HostDeviceRdmaPort { Number = 1, LinkLayer = "Ethernet" })), Is.EqualTo("mlx5_0 1:? Ethernet"));

    [Test]
    public void Device_without_ports_is_named() => Assert.That(DeviceWords.Rdma(With()), Is.EqualTo("mlx5_0"));

    [TestCase(null, "")]
    [TestCase(31, "31")]
    public void Group_alone_is_a_number(int? group, string words) => Assert.That(DeviceWords.Group(s_device with { IommuGroup = group }), Is.EqualTo(words));

    [TestCase(2, "31 +05:00.1 +05:00.2")]
    [TestCase(3, "31 +3 more")]
    public void Siblings_are_named_while_they_are_few(int count, string words) => Assert.That(
        DeviceWords.Group(s_device with { IommuGroup = 31, GroupSiblings = [.. Enumerable.Range(1, count).Select(i => new PciAddress(0, 5, 0, (byte)i))] }), Is.EqualTo(words));

    [TestCase(0, null, "0/8 VFs")]
    [TestCase(0, 4, "0/8 VFs, 4 wanted")]
    [TestCase(4, 4, "4/8 VFs, 1 free")]
    [TestCase(4, 2, "4/8 VFs, 1 free, 2 wanted")]
    public void Virtual_functions_are_told_with_what_is_wanted(int functions, int? wanted, string words) => Assert.That(
        DeviceWords.Sriov(s_device with { Sriov = new HostDeviceSriov { Maximum = 8, Functions = functions, Free = 1 }, VirtualFunctionsWanted = wanted }), Is.EqualTo(words));

    private static InventoryDevice With(params HostDeviceRdmaPort[] ports) =>
        s_device with { Driver = "mlx5_core", Rdma = new HostDeviceRdma { Device = "mlx5_0", Ports = ports } };
}
