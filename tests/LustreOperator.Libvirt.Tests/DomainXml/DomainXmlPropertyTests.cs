using FsCheck;
using FsCheck.Fluent;

namespace LustreOperator.Libvirt.Tests.DomainXmls;

[TestFixture]
public class DomainXmlPropertyTests
{
    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(Definitions) })]
    public bool Reading_what_was_written_gives_the_same(DomainDefinition definition) =>
        DomainXml.Read(DomainXml.Write(definition)).Definition == definition;

    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(Definitions) })]
    public bool Merging_into_another_gives_the_wanted_one(DomainDefinition existing, DomainDefinition wanted)
    {
        DomainDefinition merged = DomainXml.Read(DomainXml.WriteMerged(DomainXml.Write(existing), wanted)).Definition;
        IEnumerable<DomainMetadata> ofOthers = existing.Metadata.ExceptBy(wanted.Metadata.Select(element => element.NamespaceUri), element => element.NamespaceUri);
        return merged with { SparePciePorts = wanted.SparePciePorts, Metadata = wanted.Metadata } == wanted with { Uuid = existing.Uuid ?? wanted.Uuid }
            && merged.Metadata.ToHashSet().SetEquals([.. wanted.Metadata, .. ofOthers])
            && merged.SparePciePorts >= wanted.SparePciePorts;
    }

    internal static class Definitions
    {
        public static Arbitrary<DomainDefinition> All() => Definition().ToArbitrary();

        private static Gen<DomainDefinition> Definition() =>
            from name in Text()
            from uuid in Gen.OneOf(Gen.Constant<Guid?>(null), ArbMap.Default.GeneratorFor<Guid>().Select(value => (Guid?)value))
            from metadata in Metadata()
            from flags in Gen.Choose(0, 15)
            from vcpus in Gen.Choose(1, 32)
            from pinned in Gen.SubListOf(Enumerable.Range(0, vcpus))
            from cpus in Cpus().ListOf(32)
            from memory in Gen.Choose(1, int.MaxValue)
            from binding in Maybe(Binding())
            from disks in Disks()
            from nics in Nics()
            from hostDevices in HostDevices()
            from spare in Gen.Choose(0, 16)
            select new DomainDefinition
            {
                Name = name,
                Uuid = uuid,
                Metadata = metadata,
                Type = (flags & 1) == 0 ? DomainType.Kvm : DomainType.Qemu,
                VCpus = vcpus,
                VcpuPins = pinned.Order().Select(vcpu => new VcpuPin(vcpu, cpus[vcpu])).ToValueList(),
                EmulatorPin = (flags & 2) == 0 ? null : cpus[0],
                MemoryKiB = memory,
                HugepageKiB = (flags & 2) == 0 ? null : 1048576,
                MemoryBinding = binding,
                Disks = disks,
                Interfaces = nics,
                HostDevices = hostDevices,
                GuestAgent = (flags & 4) == 0,
                SerialConsole = (flags & 8) == 0,
                SparePciePorts = spare,
            };

        /// <summary>Also what XML must escape.</summary>
        private static Gen<string> Text() => Gen.Elements("a<b".ToCharArray().Concat("&>\"'é0-._/ x".ToCharArray()).ToArray())
            .NonEmptyListOf()
            .Select(characters => string.Concat(characters).Trim())
            .Where(text => text.Length > 0);

        private static Gen<T?> Maybe<T>(Gen<T> gen)
            where T : class => Gen.OneOf(Gen.Constant<T?>(null), gen.Select(value => (T?)value));

        private static Gen<CpuSet> Cpus() => Gen.Choose(0, 200).NonEmptyListOf().Select(CpuSet.From);

        private static Gen<string?> Alias() => Maybe(Gen.Choose(0, 99).Select(i => $"ua-{i}"));

        private static Gen<int?> Boot() => Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 9).Select(i => (int?)i));

        private static Gen<ValueList<DomainMetadata>> Metadata() =>
            from whose in Gen.SubListOf("a", "b", "c")
            from isPrefixed in Gen.Elements(true, false)
            from text in Text()
            from other in Text()
            from content in Gen.Elements("", "1 &lt; 2", "words", "<y xmlns=\"urn:y\" z=\"2\"><z /></y>")
            select whose.Order().Select(name => new DomainMetadata
            {
                NamespaceUri = $"urn:{name}",
                Prefix = isPrefixed ? name : "",
                Name = "note",
                Attributes = [new("text", text), new("{urn:other}text", other)],
                Content = content,
            }).ToValueList();

        private static Gen<MemoryBinding> Binding() =>
            from nodes in Cpus()
            from policy in Gen.Elements(Enum.GetValues<MemoryPolicy>())
            select new MemoryBinding(nodes, policy);

        private static Gen<ValueList<DomainDisk>> Disks() =>
            from sources in Gen.OneOf(
                Text().Two().Select(names => (DiskSource)new VolumeSource(names.Item1, names.Item2)),
                Text().Select(path => (DiskSource)new FileSource(path)),
                Text().Select(path => (DiskSource)new BlockSource(path))).ListOf()
            from alias in Alias()
            from boot in Boot()
            from format in Gen.Elements(Enum.GetValues<VolumeFormat>())
            from serial in Maybe(Text())
            select sources.Select((source, i) => new DomainDisk
            {
                Target = $"vd{i}",
                Source = source,
                Format = format,
                Serial = serial,
                Alias = alias,
                BootOrder = boot,
                IsReadOnly = i % 2 == 1,
            }).ToValueList();

        private static Gen<ValueList<DomainInterface>> Nics() =>
            from sources in Gen.OneOf(
                Text().Select(name => (InterfaceSource)new BridgeSource(name)),
                Text().Select(name => (InterfaceSource)new NetworkSource(name))).ListOf()
            from alias in Alias()
            from boot in Boot()
            select sources.Select((source, i) => new DomainInterface { Mac = $"52:54:00:AB:00:{i % 256:X2}", Source = source, Alias = alias, BootOrder = boot })
                .Take(256).ToValueList();

        private static Gen<ValueList<DomainHostDevice>> HostDevices() =>
            from slots in Gen.SubListOf(Enumerable.Range(0, 32))
            from alias in Alias()
            from boot in Boot()
            select slots.Order().Select(slot => new DomainHostDevice
            {
                Address = new PciAddress(slot % 2, 0x81, (byte)slot, (byte)(slot % 8)),
                Alias = alias,
                BootOrder = boot,
                IsManaged = slot % 3 != 0,
            }).ToValueList();
    }
}
