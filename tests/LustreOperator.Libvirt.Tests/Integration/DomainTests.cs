using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.Simulation;

namespace LustreOperator.Libvirt.Tests.Integration;

/// <summary>Domains as virsh and the kernel see them. What <see cref="IHypervisor"/> itself shows is in the contract.</summary>
[TestFixture]
public class DomainTests : LibvirtdFixture
{
    [Test]
    public async Task Functions_have_the_names_that_virsh_says() =>
        Assert.That(await Rig.Virsh("nodedev-list", "--cap", "pci"), Does.Contain((await Host.ListPciDevicesAsync(None))[0].Name));

    [Test]
    public async Task Interface_on_a_bridge_is_a_port_of_it()
    {
        await Rig.MakeNetworks();
        await Run(Definition("oss") with { Interfaces = [new DomainInterface { Mac = "52:54:00:aa:00:01", Source = new BridgeSource("br0") }] });
        Assert.That(await Rig.Inside("ip", "-o", "link", "show", "master", "br0"), Does.Contain("vnet"));
    }

    /// <summary>libvirt passes over what it does not know, unless it is to hold the text against its schema.</summary>
    [Test]
    public async Task Everything_that_can_be_wanted_follows_the_schema()
    {
        DomainDefinition wanted = Samples.Oss with { Name = $"{Rig.DomainPrefix}.oss", Type = DomainType.Qemu };
        DomainIdentity domain = await Host.DefineDomainAsync(wanted, None);
        string file = Path.Combine(Rig.SocketDirectory, "oss.xml");
        await File.WriteAllTextAsync(file, DomainXml.WriteMerged((await Look(domain)).Inactive!.Xml, wanted));
        Assert.That(async () => await Rig.Virsh("define", "--validate", file), Throws.Nothing);
    }

    /// <summary>What a simulated host fills into a definition is what libvirt could have filled in.</summary>
    [Test]
    public async Task Simulated_definition_follows_the_schema_and_is_kept_as_it_is()
    {
        await using SimulatedHypervisor simulated = new(new LibvirtOptions { Uri = "simulated:///talk-2011" });
        DomainDefinition wanted = Samples.Oss with { Name = $"{Rig.DomainPrefix}.oss", Type = DomainType.Qemu };
        await simulated.DefineDomainAsync(wanted, None);
        DomainDescription there = (await simulated.FindDomainAsync(wanted.Name, None))!.Inactive!;
        string file = Path.Combine(Rig.SocketDirectory, "simulated.xml");
        await File.WriteAllTextAsync(file, there.Xml);
        await Rig.Virsh("define", "--validate", file);
        DomainDescription here = (await Host.FindDomainAsync(wanted.Name, None))!.Inactive!;
        Assert.That((here.Definition, here.Devices, here.Machine), Is.EqualTo((there.Definition, there.Devices, there.Machine)));
    }

    [Test]
    public async Task Changed_metadata_is_seen_by_virsh()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        DomainMetadata mark = Samples.Mark with { Attributes = [new("uid", "adopted")] };
        await Host.SetMetadataAsync(domain.Uuid, mark, DomainScope.LiveAndConfig, None);
        Assert.That(await Rig.Virsh("metadata", domain.Name, mark.NamespaceUri), Does.Contain("uid=\"adopted\"").Or.Contain("uid='adopted'"));
    }

    [Test]
    public async Task Overlay_says_the_format_of_its_base_and_is_listed_by_virsh()
    {
        await Rig.MakePool();
        VolumeDefinition golden = new() { Pool = "default", Name = "golden", CapacityBytes = 8 << 20 };
        await Host.CreateVolumeAsync(golden, None);
        StorageVolume overlay = await Host.CreateVolumeAsync(golden with { Name = "clone", Base = new VolumeReference("default", "golden") }, None);
        Assert.That(await Rig.Inside("qemu-img", "info", overlay.Path), Does.Contain("backing file format: qcow2"));
        Assert.That(await Rig.Virsh("vol-list", "default"), Does.Contain(overlay.Path));
    }
}
