using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.DomainXmls;

[TestFixture]
public class DomainXmlTests
{
    [Test]
    public void A_minimal_domain_is_written_as_written_down() =>
        Golden.Match(DomainXml.Write(Samples.Minimal), "Golden/minimal.xml");

    [Test]
    public void An_OSS_is_written_as_written_down() =>
        Golden.Match(DomainXml.Write(Samples.Oss), "Golden/oss.xml");

    [Test]
    public void A_device_is_written_on_its_own() =>
        Golden.Match(string.Concat(((DomainDevice[])[Samples.Oss.Disks[0], Samples.Oss.Interfaces[0], Samples.Oss.HostDevices[0]]).Select(DomainXml.WriteDevice)), "Golden/devices.txt");

    [Test]
    public void An_OSS_is_read_as_it_was_written() =>
        Assert.That(DomainXml.Read(DomainXml.Write(Samples.Oss)).Definition, Is.EqualTo(Samples.Oss));

    [Test]
    public void A_live_domain_is_read_with_what_libvirt_filled_in()
    {
        DomainDescription live = DomainXml.Read(Golden.Read("Golden/live.xml"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(live.Machine, Is.EqualTo("pc-q35-7.2"));
            Assert.That(live.GuestAgentConnected, Is.False);
            Assert.That(live.ConsolePath, Does.StartWith("/dev/pts/"));
            Assert.That(live.Devices.Select(device => $"{device.Key} = {device.Alias} at {device.GuestAddress}"), Is.EqualTo((string[])
            [
                "disk vda = ua-disk-root at 0000:05:00.0",
                "interface 52:54:00:aa:00:01 = ua-net-ethernet at 0000:01:00.0",
                "interface 52:54:00:aa:00:02 = net0 at 0000:02:00.0",
            ]));
            Assert.That(live.FreePciePorts, Is.EqualTo(1));
            Assert.That(live.ForeignDevices, Is.EqualTo((string[])["disk cdrom", "interface user"]));
            Assert.That(live.Definition.Interfaces[1].Source, Is.EqualTo(new NetworkSource("default")));
            Assert.That(live.Definition.Interfaces[1].Alias, Is.Null);
        }
    }

    [Test]
    public void Merging_keeps_what_libvirt_filled_in_and_what_is_others()
    {
        DomainDefinition changed = DomainXml.Read(Golden.Read("Golden/inactive.xml")).Definition;
        changed = changed with
        {
            Uuid = null,
            MemoryKiB = 131072,
            Interfaces = [changed.Interfaces[0]],
            Disks = [.. changed.Disks, new DomainDisk { Target = "vdb", Source = new VolumeSource("default", "data") }],
            SparePciePorts = 6,
        };
        Golden.Match(DomainXml.WriteMerged(Golden.Read("Golden/inactive.xml"), changed), "Golden/merged.xml");
    }

    [Test]
    public void Merging_the_same_definition_changes_nothing()
    {
        string xml = Golden.Read("Golden/inactive.xml");
        DomainDescription before = DomainXml.Read(xml);
        string merged = DomainXml.WriteMerged(xml, before.Definition);
        Assert.That(DomainXml.Read(merged), Is.EqualTo(before with { Xml = merged }));
    }

    [TestCase("<domain><name>x</name>")]
    [TestCase("<network/>")]
    [TestCase("<!DOCTYPE domain SYSTEM 'file:///etc/passwd'><domain/>")]
    public void What_is_not_a_domains_XML_is_refused(string xml) =>
        Assert.That(() => DomainXml.Read(xml), Throws.TypeOf<FormatException>());

    [TestCase("8", "KiB", 8)]
    [TestCase("4096", "b", 4)]
    [TestCase("1", "KB", 1)]
    [TestCase("2", "GiB", 2 << 20)]
    public void Memory_is_read_in_any_unit(string number, string unit, long kib) =>
        Assert.That(
            DomainXml.Read($"<domain><name>x</name><memory unit='{unit}'>{number}</memory></domain>").Definition.MemoryKiB, Is.EqualTo(kib));

    [TestCase("id='3'", "0000:41:00.0 0000:42:00.1 0000:81:00.0")]
    [TestCase("", "")]
    public void Functions_that_a_running_domain_has_are_found_in_devices_of_every_kind(string id, string functions)
    {
        string xml = $"""
            <domain {id}><name>x</name><devices>
              <disk type='nvme' device='disk'><source type='pci' managed='yes' namespace='1'><address domain='0x0000' bus='0x81' slot='0x00' function='0x0'/></source></disk>
              <interface type='hostdev'>
                <source><address type='pci' domain='0x0000' bus='0x42' slot='0x00' function='0x1'/></source>
                <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
              </interface>
              <interface type='network'><source network='default'/><address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/></interface>
              <hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x41' slot='0x00' function='0x0'/></source></hostdev>
              <hostdev mode='subsystem' type='usb'><source><address bus='1' device='3'/></source></hostdev>
              <hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>
              <hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>
            </devices></domain>
            """;
        Assert.That(string.Join(' ', DomainXml.ReadHolding(xml).Functions), Is.EqualTo(functions));
    }

    [Test]
    public void Ports_are_free_that_no_device_of_any_kind_sits_behind()
    {
        const string Xml = """
            <domain><name>x</name><devices>
              <controller type='pci' index='0' model='pcie-root'/>
              <controller type='pci' index='1' model='pcie-root-port'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/></controller>
              <controller type='pci' index='2' model='pcie-root-port'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x1'/></controller>
              <controller type='pci' index='3' model='pcie-root-port'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x2'/></controller>
              <controller type='pci' index='4' model='pcie-to-pci-bridge'><address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></controller>
              <controller type='sata' index='0'><address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/></controller>
              <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><address type='drive' controller='0' bus='3' target='0' unit='0'/></disk>
              <rng model='virtio'><address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/></rng>
            </devices></domain>
            """;
        Assert.That(DomainXml.Read(Xml).FreePciePorts, Is.EqualTo(1));
    }

    [TestCase("<metadata><n:note xmlns:n='urn:n' a='1'/></metadata>", "n")]
    [TestCase("<metadata xmlns:n='urn:n'><n:note a='1'/></metadata>", "n")]
    [TestCase("<metadata><note xmlns='urn:n' a='1'/></metadata>", "")]
    public void Metadata_is_read_however_its_namespace_is_declared(string metadata, string prefix) =>
        Assert.That(
            DomainXml.Read($"<domain><name>x</name>{metadata}</domain>").Definition.Metadata,
            Is.EqualTo((ValueList<DomainMetadata>)[new() { NamespaceUri = "urn:n", Prefix = prefix, Name = "note", Attributes = [new("a", "1")] }]));

    [Test]
    public void Metadata_of_another_namespace_stays_and_that_of_the_same_is_replaced()
    {
        const string Xml = "<domain><name>x</name><uuid>3f1c6a52-8f0e-4d0a-9f5a-0c1d2e3f4a5b</uuid><metadata><o:list xmlns:o='urn:o'><o:item/>words</o:list>"
            + "<n:note xmlns:n='https://example.org/notes' uid='1'/></metadata><memory>1</memory><os/><devices/></domain>";
        DomainDefinition wanted = DomainXml.Read(Xml).Definition with { Metadata = [Samples.Mark] };

        ValueList<DomainMetadata> merged = DomainXml.Read(DomainXml.WriteMerged(Xml, wanted)).Definition.Metadata;

        Assert.That(merged, Is.EqualTo((ValueList<DomainMetadata>)[DomainXml.Read(Xml).Definition.Metadata[0], Samples.Mark]));
        Assert.That(merged[0].Content, Does.Contain("item").And.Contain("words"));
    }

    [Test]
    public void Attribute_that_metadata_has_not_is_null() => Assert.That((Samples.Mark["name"], Samples.Mark["host"]), Is.EqualTo(("bench-oss-0", (string?)null)));
}
