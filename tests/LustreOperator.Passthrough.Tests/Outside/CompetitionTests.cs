using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>Several who want the same function.</summary>
internal sealed class CompetitionTests : HostTest
{
    private const string Networks = "[{name: ib, hca: {fabric: ib-a}}]";
    private const string Group = "networks: [ib]\n      memory: {size: 128Mi}\n      cpu: {count: 1}";

    protected override string HostSpec => $$"""{"groupSiblings":"Park","devices":[{"address":"{{Nic0}}","fabric":"ib-a"}]}""";

    [Test]
    public async Task Last_hca_goes_to_the_first_cluster_and_the_second_gets_it_when_that_is_gone()
    {
        await Apply(Cluster("first", Networks, Group));
        await WaitReady("first");
        await Apply(Cluster("second", Networks, Group));
        string waits = await UntilReason("lc", "second", "Placed", "DoesNotFit");
        string? driver = await Lab.Driver(Nic0);

        await Lab.Kubectl(Namespace, "delete", "lc", "first");
        await WaitReady("second");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(driver, Is.EqualTo("vfio-pci"));
            Assert.That(waits, Does.Contain("1 does not have 1 free HCA on fabric ib-a"));
            Assert.That(await Lab.Virsh($"dumpxml {Namespace}.second-oss-0"), Does.Contain("<hostdev mode='subsystem' type='pci' managed='yes'>"));
        }
    }

    [Test]
    public async Task Placement_of_an_operator_with_an_old_view_is_refused_and_nothing_is_taken_from_the_other()
    {
        await Apply(Cluster("first", Networks, Group));
        await WaitReady("first");
        string qemu = await Qemu("first-oss-0");

        await Lab.Cluster.Apply(Namespace, StaleMachine("stale-oss-0", Nic0));

        string refusal = await UntilReason("lm", "stale-oss-0", "Ready", "AllocationConflict");
        await UntilEvent("AllocationConflict");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal, Does.Contain($"devices {Nic0} of host vhost belong to machine {Namespace}/first-oss-0"));
            Assert.That(await Qemu("first-oss-0"), Is.EqualTo(qemu));
            Assert.That((string?)(await Condition("lm", "first-oss-0", "Ready"))!["status"], Is.EqualTo("True"));
        }

        await DeleteStale("stale-oss-0");
    }

    [Test]
    public async Task Function_that_somebody_attached_by_virsh_meanwhile_is_refused_then_had_when_it_is_free()
    {
        await Apply(Cluster("late", Networks, Group + "\n      powerState: \"Off\""));
        await UntilReason("lm", "late-oss-0", "Ready", "PoweredOff");
        string theirs = $"theirs-{Namespace}";
        await Lab.Shell($"cat >/run/{theirs}.xml <<'END'\n{Theirs(theirs)}\nEND\nvirsh -q -c qemu:///system create /run/{theirs}.xml");

        await Lab.Kubectl(Namespace, "patch", "lc", "late", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/powerState","value":"Running"}]""");
        string refusal = await UntilReason("lm", "late-oss-0", "Ready", "DeviceInUse");
        JsonNode function = await Lab.Function(Nic0);
        string state = await Lab.Virsh($"domstate {theirs}");
        await Lab.Virsh($"destroy {theirs}");

        await WaitReady("late");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal, Does.Contain($"PCI function {Nic0} of host vhost (network ib) belongs to domain {theirs} now"));
            Assert.That((string?)function["holder"], Is.EqualTo(theirs));
            Assert.That(state, Is.EqualTo("running"));
        }
    }

    private static string Theirs(string name) => $"""
        <domain type='kvm'><name>{name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os>
        <devices><hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x42' slot='0x00' function='0x0'/></source></hostdev></devices></domain>
        """;
}
