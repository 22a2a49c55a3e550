using System.Globalization;

namespace LustreOperator.Values.Tests;

/// <summary>What a PCI function is, and who has it.</summary>
internal sealed class PciFunctionTests
{
    [TestCase(0x020700, "hca infiniband")]
    [TestCase(0x0c0600, "hca infiniband")]
    [TestCase(0x020800, "hca")]
    [TestCase(0x0c0400, "hca")]
    [TestCase(0x020000, "hca ethernet")]
    [TestCase(0x010802, "storage")]
    [TestCase(0x060400, "bridge")]
    [TestCase(0x030000, "")]
    [TestCase(0x0c0330, "")]
    [TestCase(0, "")]
    public void Class_tells_what_a_function_is(int code, string what)
    {
        PciClass pci = new(code);
        string[] words =
        [
            pci.IsHca ? "hca" : "", pci.IsInfiniBand ? "infiniband" : "", pci.IsEthernet ? "ethernet" : "", pci.IsStorage ? "storage" : "", pci.IsBridge ? "bridge" : "",
        ];

        Assert.That(string.Join(' ', words.Where(word => word.Length > 0)), Is.EqualTo(what));
    }

    [FsCheck.NUnit.Property]
    public bool Class_is_read_as_it_is_printed(int code) =>
        new PciClass(code & 0xffffff) is var pci && PciClass.Parse(pci.ToString(), CultureInfo.InvariantCulture) == pci && pci.ToString().Length == 6;

    [TestCase(null)]
    [TestCase("")]
    [TestCase("0207")]
    [TestCase("0x020700")]
    [TestCase("02070g")]
    public void Text_that_is_no_class_is_refused(string? text)
    {
        Assert.That(PciClass.TryParse(text, null, out _), Is.False);
        Assert.That(() => PciClass.Parse(text!, null), Throws.TypeOf<FormatException>());
    }

    [TestCase("mlx5_core", true, false)]
    [TestCase("vfio-pci", false, true)]
    [TestCase("mlx5_vfio_pci", false, true)]
    [TestCase("nvgrace-gpu-vfio-pci", false, true)]
    [TestCase("pci-stub", false, false)]
    [TestCase(null, false, false)]
    public void Driver_is_the_hosts_or_holds_the_function_for_a_guest(string? driver, bool isOfHost, bool isVfio) =>
        Assert.That((PciDriver.IsOfHost(driver), PciDriver.IsVfio(driver)), Is.EqualTo((isOfHost, isVfio)));
}
