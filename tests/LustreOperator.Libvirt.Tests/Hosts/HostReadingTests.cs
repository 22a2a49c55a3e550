using System.Text;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Hosts;

[TestFixture]
public class HostReadingTests
{
    [TestCase("capabilities-one-node")]
    [TestCase("capabilities-two-sockets")]
    [TestCase("capabilities-test-driver")]
    public void Capabilities_are_read_as_written_down(string sample) =>
        Golden.Match(Describe(CapabilitiesReader.Read(Golden.Read($"Samples/{sample}.xml"))), $"Samples/{sample}.txt");

    [TestCase("nodedev-pf")]
    [TestCase("nodedev-vf")]
    [TestCase("nodedev-plain")]
    public void A_PCI_function_is_read_as_written_down(string sample) =>
        Golden.Match($"{NodeDeviceReader.Read(Golden.Read($"Samples/{sample}.xml"))}\n", $"Samples/{sample}.txt");

    [Test]
    public void An_offline_cpu_has_no_place()
    {
        HostCapabilities host = CapabilitiesReader.Read(Golden.Read("Samples/capabilities-two-sockets.xml"));
        Assert.That(host.Cells[1].Cpus[3], Is.EqualTo(new HostCpu { Id = 7 }));
    }

    [Test]
    public void A_device_that_is_no_PCI_function_is_none() =>
        Assert.That(NodeDeviceReader.Read("<device><name>computer</name><capability type='system'/></device>"), Is.Null);

    [TestCase("<value>vfio</value>", true)]
    [TestCase("", false)]
    public void VFIO_is_offered_when_the_domain_capabilities_say_so(string values, bool offered) =>
        Assert.That(
            CapabilitiesReader.OffersVfio($"<domainCapabilities><devices><hostdev><enum name='pciBackend'>{values}</enum></hostdev></devices></domainCapabilities>"),
            Is.EqualTo(offered));

    [TestCase("<capabilities>")]
    [TestCase("<domain/>")]
    [TestCase("<!DOCTYPE capabilities [<!ENTITY a 'b'>]><capabilities>&a;</capabilities>")]
    public void What_is_not_libvirts_XML_is_refused(string xml) =>
        Assert.That(() => CapabilitiesReader.Read(xml), Throws.TypeOf<FormatException>());

    private static string Describe(HostCapabilities host)
    {
        StringBuilder text = new();
        text.Append($"{host with { Cells = [] }}\n");
        foreach (NumaCell cell in host.Cells)
        {
            text.Append($"cell {cell.Id}: {cell.MemoryKiB} KiB, distances {cell.Distances}\n");
            text.AppendJoin(string.Empty, cell.Pages.Select(pages => $"  {pages}\n"));
            text.AppendJoin(string.Empty, cell.Cpus.Select(cpu => $"  {cpu}\n"));
        }

        return text.ToString();
    }
}
