using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>The life of a machine with two functions of one NUMA node: a NIC by vendor and node, an NVMe by fabric and product.</summary>
internal sealed class PassthroughTests : HostTest
{
    private const string Name = "real-oss-0";

    private const string Networks = """
        [{name: lnet, hca: {vendor: "8086", numaNode: 1}}, {name: storage, hca: {fabric: srp, vendor: "1b36", product: "0010"}}]
        """;

    protected override string HostSpec => $$"""
        {"groupSiblings":"Park","devices":[
          {"address":"{{Nic0}}","fabric":"ib-a"},{"address":"{{Nic1}}","fabric":"ib-b"},
          {"address":"{{Nvme0}}","fabric":"other"},{"address":"{{Nvme1}}","fabric":"srp"}]}
        """;

    protected override bool IsOneStory => true;

    private string Domain => $"{Namespace}.{Name}";

    [Test]
    public async Task Machine_runs_with_both_functions_on_vfio()
    {
        await Lab.Machine.PrepareGuestPoolAsync();
        await Apply(Manifest("[lnet, storage]"));
        await WaitReady("real");

        JsonNode status = (await Machine(Name))["status"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await Lab.Driver(Nic1), await Lab.Driver(Nvme1)), Is.EqualTo(("vfio-pci", "vfio-pci")));
            Assert.That((await Lab.Driver(Nic0), await Lab.Driver(Nvme0)), Is.EqualTo(("e1000e", "nvme")));
            Assert.That((string?)status["hcas"], Is.EqualTo("2/2"));
            Assert.That((string?)status["domain"]!["type"], Is.EqualTo("kvm"));
        }
    }

    [Test]
    [DependsOnTest(nameof(Machine_runs_with_both_functions_on_vfio))]
    public async Task Guest_reads_the_marker_of_the_nvme_and_has_the_mac_of_the_nic()
    {
        GuestReport report = await Report(report => report.NvmeMarkers.Count > 0 && report.Macs.Count > 0, "both functions");

        Assert.That(report.NvmeMarkers, Is.EquivalentTo(new Dictionary<string, string> { ["HCA2"] = "marker-nvme2" }));
        Assert.That(report.Macs, Is.EqualTo((string[])["52:54:00:00:00:03"]));
        Assert.That(report.VCpus, Is.EqualTo(2));
    }

    [Test]
    [DependsOnTest(nameof(Guest_reads_the_marker_of_the_nvme_and_has_the_mac_of_the_nic))]
    public async Task Memory_is_in_huge_pages_of_the_functions_node()
    {
        string maps = await Lab.Shell($"grep 'huge' /proc/{await Qemu(Name)}/numa_maps | grep -v ' N0=' | grep -o 'N1=[0-9]*\\|N0=[0-9]*\\|bind:[0-9]*'");
        long pages = maps.Split('\n').Where(part => part.StartsWith("N1=", StringComparison.Ordinal)).Sum(part => long.Parse(part[3..], System.Globalization.CultureInfo.InvariantCulture));

        Assert.That(pages, Is.EqualTo(128));
        Assert.That(maps, Does.Contain("bind:1").And.Not.Contain("N0="));
    }

    [Test]
    [DependsOnTest(nameof(Memory_is_in_huge_pages_of_the_functions_node))]
    public async Task Each_vcpu_thread_has_a_cpu_of_the_functions_node_for_itself()
    {
        string affinities = await Lab.Shell(
            $"cd /proc/{await Qemu(Name)}/task; for t in $(grep -l '^CPU ./KVM' */comm | cut -d/ -f1); do awk '/Cpus_allowed_list/ {{print $2}}' $t/status; done | sort");

        Assert.That(affinities.Split('\n'), Is.EqualTo((string[])["2", "3"]));
    }

    [Test]
    [DependsOnTest(nameof(Each_vcpu_thread_has_a_cpu_of_the_functions_node_for_itself))]
    public async Task Status_says_that_all_of_it_is_on_one_node()
    {
        JsonNode status = (await Machine(Name))["status"]!;

        Assert.That(((int?)status["localityPercent"], (string?)status["numa"], (string?)status["pins"]), Is.EqualTo(((int?)100, "1", "2/2")));
    }

    [Test]
    [DependsOnTest(nameof(Status_says_that_all_of_it_is_on_one_node))]
    public async Task Host_shows_who_has_the_functions()
    {
        await Lab.UntilFunction(Nic1, function => (string?)function["holder"] == $"{Namespace}/{Name}" && (string?)function["driver"] == "vfio-pci", "is told to be the machine's");
        Assert.That((await Lab.Cluster.Plugin("hosts", VirtualHostLab.Host)).Succeeded(), Does.Contain($"{Namespace}/{Name}"));
    }

    [Test]
    [DependsOnTest(nameof(Host_shows_who_has_the_functions))]
    public async Task Function_that_leaves_the_networks_leaves_the_running_guest_and_goes_back_to_the_host()
    {
        string qemu = await Qemu(Name);

        await Apply(Manifest("[lnet]"));

        await VirtualHostLab.Until(async () => await Lab.Driver(Nvme1) == "nvme", "the host driver has the function back");
        await Report(report => report.NvmeMarkers.Count == 0 && report.Macs.Count == 1, "the NVMe is gone and the NIC still there");
        await WaitReady("real");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Qemu(Name), Is.EqualTo(qemu));
            Assert.That((string?)(await Condition("lm", Name, "RestartRequired"))!["status"], Is.EqualTo("False"));
            Assert.That(await UntilEvent("DeviceDetached"), Does.Contain(Nvme1));
        }
    }

    [Test]
    [DependsOnTest(nameof(Function_that_leaves_the_networks_leaves_the_running_guest_and_goes_back_to_the_host))]
    public async Task Function_that_joins_the_networks_joins_the_running_guest()
    {
        string qemu = await Qemu(Name);

        await Apply(Manifest("[lnet, storage]"));

        await Report(report => report.NvmeMarkers.GetValueOrDefault("HCA2") == "marker-nvme2", "the NVMe is there again");
        await WaitReady("real");
        Assert.That((await Qemu(Name), await Lab.Driver(Nvme1)), Is.EqualTo((qemu, "vfio-pci")));
    }

    [Test]
    [DependsOnTest(nameof(Function_that_joins_the_networks_joins_the_running_guest))]
    public async Task Killed_qemu_is_started_again_with_its_functions()
    {
        string qemu = await Qemu(Name);

        await Lab.Shell($"kill -9 {qemu}");

        await VirtualHostLab.Until(
            async () => (await Lab.Machine.ShellAsync($"cat /run/libvirt/qemu/{Domain}.pid")).Output.Trim() is { Length: > 0 } other && other != qemu, "another QEMU runs");
        await WaitReady("real");
        Assert.That((await Lab.Driver(Nic1), await Lab.Driver(Nvme1)), Is.EqualTo(("vfio-pci", "vfio-pci")));
    }

    [Test]
    [DependsOnTest(nameof(Killed_qemu_is_started_again_with_its_functions))]
    public async Task Machine_that_is_switched_off_gives_its_functions_back()
    {
        await Lab.Kubectl(Namespace, "patch", "lc", "real", "--type=json", "-p", """[{"op":"add","path":"/spec/machines/0/powerState","value":"Off"}]""");

        await UntilReason("lm", Name, "Ready", "PoweredOff");
        await NothingIsLeftBound();
    }

    private static string Manifest(string networks) => Cluster(
        "real",
        Networks,
        $$$"""
        networks: {{{networks}}}
              cpu: {count: 2}
              memory: {size: 256Mi, hugepages: 2Mi}
              disks: [{name: root, size: 128Mi, base: {volume: base}}, {name: report, size: 1Mi, purpose: Data, reclaimPolicy: Delete}]
        """,
        "placement: {numa: Required}");

    private async Task<GuestReport> Report(Func<GuestReport, bool> fits, string what)
    {
        string volume = (await Machine(Name))["status"]!["volumes"]!.AsArray().Select(name => (string)name!).Single(name => name.EndsWith(".report.data", StringComparison.Ordinal));
        return await Lab.Machine.AwaitReportAsync(volume[(volume.IndexOf('/', StringComparison.Ordinal) + 1)..], fits, what);
    }
}
