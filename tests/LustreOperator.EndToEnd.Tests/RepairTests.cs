using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>What somebody changes by hand is put right, or left alone where it is not ours.</summary>
internal sealed class RepairTests : ClusterTest
{
    private string Domain => $"{Namespace}.lone-client-0";

    [Test]
    public async Task Domain_destroyed_by_hand_comes_back()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");
        string before = QemuThreads.ProcessOf(Domain);

        await Lab.Libvirtd.Virsh("destroy", Domain);

        await LustreLab.Until(
            async () => (await Lab.Domains(Namespace, running: true)).Length == 1 && QemuThreads.FindProcess(Domain) is { } now && now != before,
            "the domain runs again");
    }

    [Test]
    public async Task Domain_undefined_by_hand_while_it_runs_is_defined_again()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Libvirtd.Virsh("undefine", Domain);

        await LustreLab.Until(async () => (await Lab.Libvirtd.Virsh("dominfo", Domain)).Contains("Persistent:     yes", StringComparison.Ordinal), "it is persistent again");
    }

    [Test]
    public async Task Pin_changed_by_hand_is_put_back_and_told_in_an_event()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");
        string before = QemuThreads.VcpuAffinity(Domain)[0];

        await Lab.Libvirtd.Virsh("vcpupin", Domain, "0", "0", "--live");

        await LustreLab.Until(() => Task.FromResult(QemuThreads.VcpuAffinity(Domain)[0] == before), "the thread has its affinity back");
        await LustreLab.Until(
            async () => (await Lab.Kubectl(Namespace, "get", "events", "--field-selector", "reason=VcpuPinned")).Contains("put right", StringComparison.Ordinal),
            "an Event tells of it");
    }

    [Test]
    public async Task Affinity_changed_behind_libvirts_back_is_put_back_at_the_resync()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");
        string before = QemuThreads.VcpuAffinity(Domain)[0];

        (await Command.RunAsync("taskset", ["-cp", "0", QemuThreads.VcpuThread(Domain, 0)])).Succeeded();

        await LustreLab.Until(() => Task.FromResult(QemuThreads.VcpuAffinity(Domain)[0] == before), "the thread has its affinity back");
    }

    [Test]
    public async Task Foreign_domain_of_the_same_name_is_reported_and_left_alone()
    {
        string file = Path.Combine(Lab.Libvirtd.SocketDirectory, $"{Namespace}.xml");
        await File.WriteAllTextAsync(file, $"<domain type='qemu'><name>{Domain}</name><memory unit='MiB'>16</memory><os><type>hvm</type></os></domain>");
        await Lab.Libvirtd.Virsh("define", file);
        string before = await Lab.Libvirtd.Virsh("dumpxml", Domain);

        await Lab.Apply(Namespace, Lone());

        await UntilCondition("lm", "lone-client-0", "Ready", "False", "NameConflict");
        await Lab.Kubectl(Namespace, "delete", "lc", "lone");
        Assert.That(await Lab.Libvirtd.Virsh("dumpxml", Domain), Is.EqualTo(before));
        await Lab.Libvirtd.Virsh("undefine", Domain);
    }

    [Test]
    public async Task Machine_deleted_by_hand_is_made_anew()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");
        string before = (string)(await Lab.Get(Namespace, "lm", "lone-client-0"))["metadata"]!["uid"]!;

        await Lab.Kubectl(Namespace, "delete", "lm", "lone-client-0");

        await LustreLab.Until(async () => (await Lab.TryKubectl(Namespace, null, "get", "lm", "lone-client-0", "-o", "jsonpath={.metadata.uid}")).Output is { Length: > 0 } uid && uid != before, "there is a new machine");
        await Lab.WaitReady(Namespace, "lone");
    }
}
