using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests.Machines;

/// <summary>Domains and marks that an earlier version made stay ours, and are not written anew.</summary>
internal sealed class DomainMarkTests
{
    private static readonly DomainMark s_mark = new()
    {
        MachineUid = Given.Uid,
        Namespace = "qa",
        MachineName = "ha-oss-0",
        Host = "kvm1",
        TemplateVersion = 1,
        Restart = "2026-11-23T12:00:00Z",
        Parked = [PciAddress.Parse("0000:82:00.0"), PciAddress.Parse("0000:82:00.2")],
    };

    private static readonly LustreMachine s_machine = Given.Machine(spec => spec with { RestartedAt = Given.Now });

    [Test]
    public void Mark_is_written_as_it_has_always_been() => Assert.That(
        s_mark.Write().Write().ToString(),
        Is.EqualTo(
            "<lustre-operator:machine xmlns:lustre-operator=\"https://lustre-operator.dev/domain/1\" uid=\"11111111-1111-1111-1111-111111111111\" "
            + "namespace=\"qa\" name=\"ha-oss-0\" host=\"kvm1\" template=\"1\" restart=\"2026-11-23T12:00:00Z\" parked=\"0000:82:00.0 0000:82:00.2\" />"));

    [Test]
    public void What_the_mark_does_not_know_is_left_out() => Assert.That(
        (s_mark with { Host = null, Restart = null, Parked = [] }).Write().Attributes.Select(attribute => attribute.Key),
        Is.EqualTo((string[])["uid", "namespace", "name", "template"]));

    [Test]
    public void Mark_is_read_as_it_was_written() => Assert.That(DomainMark.In([s_mark.Write()]), Is.EqualTo(s_mark));

    [Test]
    public void Mark_is_found_among_the_metadata_of_others() =>
        Assert.That(DomainMark.In([s_mark.Write() with { NamespaceUri = "urn:other" }, s_mark.Write()]), Is.EqualTo(s_mark));

    [TestCase("https://example.org", "machine", "1")]
    [TestCase(DomainMark.NamespaceUri, "other", "1")]
    [TestCase(DomainMark.NamespaceUri, "machine", "")]
    public void Element_of_others_or_without_a_UID_is_no_mark(string namespaceUri, string name, string uid) => Assert.That(
        DomainMark.In([new() { NamespaceUri = namespaceUri, Prefix = "p", Name = name, Attributes = [new("uid", uid)] }]), Is.Null);

    [Test]
    public void What_is_no_address_among_parked_functions_is_passed_over()
    {
        DomainMetadata mark = new() { NamespaceUri = DomainMark.NamespaceUri, Prefix = "", Name = "machine", Attributes = [new("uid", "1"), new("parked", " 0000:41:00.1  41 0000:42:00.0")] };

        Assert.That(DomainMark.In([mark])!.Parked, Is.EqualTo((ValueList<PciAddress>)[PciAddress.Parse("0000:41:00.1"), PciAddress.Parse("0000:42:00.0")]));
    }

    [Test]
    public void Domain_that_an_earlier_version_made_is_ours()
    {
        DomainDescription defined = DomainXml.Read(Golden.Read("Golden/earlier-domain.xml"));

        Assert.That(defined.Definition.Mark, Is.EqualTo(s_mark with { Parked = [] }));
    }

    /// <summary>The file is what libvirt 9.0 told (virsh dumpxml --inactive) of the domain that an agent of November 2026 defined for this machine.</summary>
    [TestCase(DomainState.ShutOff)]
    [TestCase(DomainState.Running)]
    public void Domain_that_an_earlier_version_made_is_not_defined_anew(DomainState state)
    {
        DomainDescription defined = DomainXml.Read(Golden.Read("Golden/earlier-domain.xml"));
        MachineObservation observed = Given.Domain(s_machine, state);
        DomainSnapshot domain = observed.Domain! with { Inactive = defined, Live = state == DomainState.Running ? defined : null };

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = domain, Now = Given.Now });

        Assert.That(plan.Actions.Where(action => action is DefineDomain or AdoptDomain or MarkParked), Is.Empty);
        Assert.That(plan.Differences, Is.Empty);
    }

    [Test]
    public void Metadata_of_others_stays_when_the_mark_changes()
    {
        DomainMetadata other = new() { NamespaceUri = "urn:other", Prefix = "other", Name = "note" };
        DomainDefinition domain = DomainTemplate.Domain(s_machine, DomainType.Kvm, existing: null);

        DomainDefinition marked = (domain with { Metadata = [other, .. domain.Metadata] }).Marked(s_mark);

        Assert.That(marked.Metadata, Is.EqualTo((ValueList<DomainMetadata>)[other, s_mark.Write()]));
    }
}
