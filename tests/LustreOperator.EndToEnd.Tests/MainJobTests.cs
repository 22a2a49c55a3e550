using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>kubectl apply becomes placed, pinned, running VMs, and follows every edit.</summary>
internal sealed class MainJobTests : ClusterTest
{
    [Test]
    public async Task Apply_of_the_small_ha_example_ends_in_five_running_domains_pinned_to_the_shared_cpus()
    {
        await ApplySmallHa();

        Assert.That(await Lab.Domains(Namespace, running: true), Is.EqualTo(DomainsOf(HaMachines)));
        string allCpus = File.ReadAllText("/sys/devices/system/cpu/online").Trim();
        foreach (string domain in DomainsOf(HaMachines))
        {
            Assert.That(QemuThreads.VcpuAffinity(domain), Is.EqualTo(new[] { allCpus }), domain);
            Assert.That(await Lab.Libvirtd.Virsh("vcpupin", domain), Does.Contain(allCpus));
            Assert.That(await Lab.Libvirtd.Virsh("emulatorpin", domain), Does.Contain(allCpus));
        }
    }

    [Test]
    public async Task Get_shows_placed_running_and_in_sync_counts()
    {
        await ApplySmallHa();

        string clusters = await Lab.Kubectl(Namespace, "get", "lc");
        string machines = await Lab.Kubectl(Namespace, "get", "lm");
        string hosts = await Lab.Kubectl(Namespace, "get", "kh", Lab.Host);

        Assert.That(clusters, Does.Match(@"NAME\s+PLACED\s+RUNNING\s+INSYNC\s+READY\s+AGE\n"));
        Assert.That(clusters, Does.Match(@"ha\s+5/5\s+5/5\s+5/5\s+True\s"));
        Assert.That(machines, Does.Match($@"ha-mds-1\s+ha\s+MGS,MDS\s+{Lab.Host}\s+0\s+1/1\s+0/0\s+True\s"));
        Assert.That(hosts, Does.Match($@"{Lab.Host}\s+True\s+\d+/\d+\s+0/0\s+1\s"));
    }

    [Test]
    public async Task Describe_shows_conditions_and_events()
    {
        await ApplySmallHa();

        string cluster = await Lab.Kubectl(Namespace, "describe", "lc", "ha");
        await LustreLab.Until(async () => (await Lab.Kubectl(Namespace, "describe", "lm", "ha-oss-0")).Contains("DomainStarted", StringComparison.Ordinal), "the agent's Events are there");

        Assert.That(cluster, Does.Contain("AllMachinesReady").And.Contain("Valid").And.Contain("AllPlaced"));
        Assert.That(cluster, Does.Contain("MachineCreated"));
    }

    [Test]
    public async Task Count_up_and_down_adds_and_removes_the_last_machines()
    {
        await ApplySmallHa();
        await Lab.Edit(Namespace, "lc/ha", "s/^  - count: 1$/  - count: 2/");
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).Contains($"{Namespace}.ha-client-1"), "the second client runs");
        await Lab.WaitReady(Namespace, "ha");
        string before = (string)(await Lab.Get(Namespace, "lm", "ha-client-0"))["metadata"]!["uid"]!;

        await Lab.Kubectl(Namespace, "patch", "lc", "ha", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/2/count","value":1}]""");

        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: false)).SequenceEqual(DomainsOf(HaMachines)), "the second client is gone");
        await Lab.WaitReady(Namespace, "ha");
        Assert.That((string)(await Lab.Get(Namespace, "lm", "ha-client-0"))["metadata"]!["uid"]!, Is.EqualTo(before));
        Assert.That(await Lab.Volumes(Namespace), Has.None.Contain("client-1"));
    }

    [Test]
    public async Task Edit_of_memory_restarts_the_machine_under_the_update_policy_Restart()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Edit(Namespace, "lc/lone", "s/size: 64Mi/size: 96Mi/");

        await LustreLab.Until(
            async () => (await Lab.Domains(Namespace, running: true)).Length == 1
                && (await Lab.Libvirtd.Virsh("dominfo", $"{Namespace}.lone-client-0")).Contains("98304 KiB", StringComparison.Ordinal),
            "the domain runs with 96 MiB");
        await Lab.WaitReady(Namespace, "lone");
    }

    [Test]
    public async Task Edit_of_memory_waits_and_says_so_under_the_update_policy_OnDelete()
    {
        await Lab.Apply(Namespace, Lone().Replace("updatePolicy: Restart", "updatePolicy: OnDelete", StringComparison.Ordinal));
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Kubectl(Namespace, "patch", "lc", "lone", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/memory/size","value":"96Mi"}]""");

        await UntilCondition("lm", "lone-client-0", "RestartRequired", "True", "ChangePending");
        await UntilCondition("lc", "lone", "UpToDate", "False", "TemplatePending");
        Assert.That(await Lab.Libvirtd.Virsh("dominfo", $"{Namespace}.lone-client-0"), Does.Contain("65536 KiB"));
    }

    [Test]
    public async Task Edit_of_the_vcpu_count_gives_the_machine_more_pinned_vcpus()
    {
        await Lab.Apply(Namespace, Lone());
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Kubectl(Namespace, "patch", "lc", "lone", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/cpu/count","value":2}]""");

        await LustreLab.Until(async () => (string?)(await Lab.Get(Namespace, "lm", "lone-client-0"))["status"]?["pins"] == "2/2", "two vCPUs are pinned");
        Assert.That(QemuThreads.VcpuAffinity($"{Namespace}.lone-client-0"), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Power_state_Off_stops_the_domains_and_keeps_their_disks_and_Running_starts_them_again()
    {
        await Lab.Apply(Namespace, Lone(disks: "[{name: root, size: 8Mi}]"));
        await Lab.WaitReady(Namespace, "lone");
        string[] volumes = await Lab.Volumes(Namespace);

        await Lab.Kubectl(Namespace, "patch", "lc", "lone", "--type=json", "-p", """[{"op":"add","path":"/spec/machines/0/powerState","value":"Off"}]""");
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).Length == 0, "nothing runs");
        await UntilCondition("lc", "lone", "Ready", "True", "PoweredOff");
        Assert.That(await Lab.Domains(Namespace, running: false), Has.Length.EqualTo(1));
        Assert.That(await Lab.Volumes(Namespace), Is.EqualTo(volumes));

        await Lab.Kubectl(Namespace, "patch", "lc", "lone", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/powerState","value":"Running"}]""");
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).Length == 1, "it runs again");
        await UntilCondition("lc", "lone", "Ready", "True", "AllMachinesReady");
    }

    [Test]
    public async Task Delete_returns_when_machines_domains_and_volumes_are_gone()
    {
        await ApplySmallHa();

        await Lab.Kubectl(Namespace, "delete", "lc", "ha");

        Assert.That(await Lab.Domains(Namespace, running: false), Is.Empty);
        Assert.That(await Lab.Volumes(Namespace), Is.Empty);
        Assert.That(await Lab.Kubectl(Namespace, "get", "lm", "-o", "name"), Is.Empty);
    }

    [Test]
    public async Task Delete_keeps_a_data_volume_whose_reclaim_policy_is_Retain()
    {
        await Lab.Apply(Namespace, Lone(disks: "[{name: root, size: 8Mi}, {name: ost0, size: 8Mi, purpose: Data}]"));
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Kubectl(Namespace, "delete", "lc", "lone");

        string[] left = await Lab.Volumes(Namespace);
        Assert.That(left, Has.Length.EqualTo(1).And.All.EndWith(".data"));
        await Lab.Libvirtd.Virsh("vol-delete", "--pool", "default", left[0]);
    }

    [Test]
    public async Task Machine_made_anew_waits_until_it_is_said_what_becomes_of_its_kept_volume_and_has_it_again_by_Reuse()
    {
        const string Ost = "[{name: ost0, size: 8Mi, purpose: Data}]";
        await Lab.Apply(Namespace, Lone(disks: Ost));
        await Lab.WaitReady(Namespace, "lone");
        string[] volumes = await Lab.Volumes(Namespace);
        await Lab.Kubectl(Namespace, "delete", "lc", "lone");

        await Lab.Apply(Namespace, Lone(disks: Ost));
        await UntilCondition("lc", "lone", "Placed", "False", "KeptVolumeFound");
        string listed = await Lab.Kubectl(Namespace, "get", "kh", "-o", "jsonpath={.items[*].status.dataVolumes[?(@.kept==true)].name}");
        await Lab.Apply(Namespace, Lone(disks: "[{name: ost0, size: 8Mi, purpose: Data, ifKept: Reuse}]"));
        await Lab.WaitReady(Namespace, "lone");

        Assert.That(listed.Split(' '), Does.Contain(volumes.Single()));
        Assert.That(await Lab.Volumes(Namespace), Is.EqualTo(volumes));
        Assert.That(await Lab.Libvirtd.Virsh("domblklist", $"{Namespace}.lone-client-0"), Does.Contain(volumes[0]));
        await Lab.Kubectl(Namespace, "delete", "lc", "lone");
        await Lab.Libvirtd.Virsh("vol-delete", "--pool", "default", volumes[0]);
    }

    [Test]
    public async Task Renamed_data_disk_is_refused_and_the_guest_keeps_the_old_one()
    {
        await Lab.Apply(Namespace, Lone(disks: "[{name: ost, size: 8Mi, purpose: Data, reclaimPolicy: Delete}]"));
        await Lab.WaitReady(Namespace, "lone");
        string[] volumes = await Lab.Volumes(Namespace);
        string process = QemuThreads.ProcessOf($"{Namespace}.lone-client-0");

        await Lab.Apply(Namespace, Lone(disks: "[{name: ost2, size: 8Mi, purpose: Data, reclaimPolicy: Delete}]"));
        await UntilCondition("lc", "lone", "UpToDate", "False", "TemplatePending");

        Assert.That(await Lab.Volumes(Namespace), Is.EqualTo(volumes));
        Assert.That(QemuThreads.ProcessOf($"{Namespace}.lone-client-0"), Is.EqualTo(process));
    }

    [Test]
    public async Task Retain_of_a_system_disk_is_a_fault_with_its_path()
    {
        await Lab.Apply(Namespace, Lone(disks: "[{name: precious, size: 8Mi, reclaimPolicy: Retain}]"));

        await UntilCondition("lc", "lone", "Accepted", "False", "InvalidSpec");
        Assert.That((string?)(await Condition("lc", "lone", "Accepted"))!["message"], Does.Contain("spec.machines[client].disks[precious].reclaimPolicy"));
    }

    [Test]
    public async Task Dedicated_machine_runs_on_the_very_cpu_that_its_spec_names()
    {
        await Lab.Kubectl(Namespace, "apply", "-f", RepositoryRoot.File("deploy", "examples", "small", "dedicated.yaml"));
        await Lab.WaitReady(Namespace, "pinned");

        JsonNode machine = await Lab.Get(Namespace, "lm", "pinned-oss-0");
        string cpu = (string)machine["spec"]!["cpu"]!["vcpuPins"]![0]!["cpus"]!;

        Assert.That(cpu, Does.Match("^[0-9]+$"));
        Assert.That(QemuThreads.VcpuAffinity($"{Namespace}.pinned-oss-0"), Is.EqualTo(new[] { cpu }));
        Assert.That((string?)machine["spec"]!["memory"]!["numaNodes"], Is.EqualTo("0"));
        Assert.That((int?)machine["status"]!["localityPercent"], Is.EqualTo(100));
    }

    [Test]
    public async Task Overlay_disk_reads_through_to_its_base_volume()
    {
        await Lab.Libvirtd.Virsh("vol-create-as", "default", $"{Namespace}-golden.qcow2", "16M", "--format", "qcow2");
        await Lab.Apply(Namespace, Lone(disks: $"[{{name: root, size: 16Mi, base: {{volume: {Namespace}-golden.qcow2}}}}]"));
        await Lab.WaitReady(Namespace, "lone");

        string[] volumes = await Lab.Volumes(Namespace);

        Assert.That(volumes, Has.Length.EqualTo(1));
        Assert.That(await Lab.Libvirtd.Virsh("vol-dumpxml", "--pool", "default", volumes[0]), Does.Contain("<backingStore>").And.Contain($"{Namespace}-golden.qcow2"));
    }

    [Test]
    public async Task Every_example_validates_against_the_crds()
    {
        string answers = await Lab.Kubectl(
            Namespace, "apply", "--dry-run=server", "--validate=strict", "--recursive", "-f", RepositoryRoot.File("deploy", "examples"));

        Assert.That(answers, Does.Contain("lustrecluster.lustre-operator.dev/ha created").And.Contain("lustrecluster.lustre-operator.dev/pinned created"));
    }
}
