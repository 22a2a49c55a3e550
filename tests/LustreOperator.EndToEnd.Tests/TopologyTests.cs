using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The three topologies that must always work, whole, on a lab of eight simulated hosts; and how they fail.</summary>
[Category("e2e")]
internal sealed class TopologyTests
{
    private SimulatedLab _lab = null!;
    private string _ns = null!;

    [OneTimeSetUp]
    public async Task StartLab() => _lab = await SimulatedLab.StartAsync();

    [OneTimeTearDown]
    public async Task StopLab() => await _lab.DisposeAsync();

    [SetUp]
    public async Task MakeNamespace() => _ns = await _lab.NewNamespace();

    [TearDown]
    public async Task RemoveClusters()
    {
        await _lab.RemoveClusters();
        await Cordon(false, "kvm1", "kvm2", "kvm3", "kvm4", "kvm5", "kvm6", "kvm7", "kvm8");
    }

    [Test]
    public async Task Ha_has_its_failover_partners_on_different_hosts()
    {
        await Ready("ha");

        IReadOnlyList<JsonNode> machines = await _lab.Machines(_ns);

        Assert.That(machines, Has.Count.EqualTo(7));
        foreach (string group in (string[])["mds", "oss"])
        {
            Assert.That(machines.Where(machine => (string?)machine["spec"]!["group"] == group).Select(Host).Distinct().Count(), Is.EqualTo(2), group);
        }
    }

    [Test]
    public async Task Ha_on_two_hosts_has_its_partners_crossed()
    {
        await Cordon(true, "kvm3", "kvm5", "kvm6", "kvm7");
        await _lab.Apply(_ns, (await Example("ha")).Replace("count: 3", "count: 0", StringComparison.Ordinal));
        await _lab.WaitReady(_ns, "ha");

        string[] hosts = [.. (await _lab.Machines(_ns)).Select(machine => $"{machine["spec"]!["group"]} {Host(machine)}").Order(StringComparer.Ordinal)];

        Assert.That(hosts, Is.EqualTo(new[] { "mds kvm1", "mds kvm2", "oss kvm1", "oss kvm2" }));
    }

    [Test]
    public async Task Nhop_computes_the_routes_that_its_networks_need()
    {
        await Ready("nhop");

        JsonNode lnet = (await _lab.Get(_ns, "lc", "nhop"))["status"]!["lnet"]!;

        Assert.That(lnet["networks"]!.AsArray().Select(network => $"{network!["name"]} {network["machines"]}"), Is.EqualTo(new[] { "o2ib0 3", "o2ib1 2", "tcp0 2" }));
        Assert.That(
            lnet["routes"]!.AsArray().Select(route => $"{route!["from"]} -> {route["to"]} via {route["gateways"]![0]} in {route["hops"]}"),
            Is.EqualTo(new[]
            {
                "o2ib0 -> o2ib1 via nhop-router-a-0 in 2",
                "o2ib0 -> tcp0 via nhop-router-a-0 in 1",
                "o2ib1 -> o2ib0 via nhop-router-b-0 in 2",
                "o2ib1 -> tcp0 via nhop-router-b-0 in 1",
                "tcp0 -> o2ib0 via nhop-router-a-0 in 1",
                "tcp0 -> o2ib1 via nhop-router-b-0 in 1",
            }));
        Assert.That(lnet["unreachable"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Nhop_gives_each_machine_a_function_of_its_fabric()
    {
        await Ready("nhop");

        Dictionary<string, string[]> fabrics = [];
        foreach (JsonNode machine in await _lab.Machines(_ns))
        {
            fabrics[(string)machine["spec"]!["group"]!] = await Fabrics(machine);
        }

        Assert.That(fabrics["router-a"], Is.EqualTo(new[] { "ib-servers ib-a", "tengig eth-10g" }));
        Assert.That(fabrics["router-b"], Is.EqualTo(new[] { "tengig eth-10g", "ib-clients ib-b" }));
        Assert.That(fabrics["client"], Is.EqualTo(new[] { "ib-clients ib-b" }));
        Assert.That(fabrics["oss"], Is.EqualTo(new[] { "ib-servers ib-a" }));
    }

    [Test]
    public async Task Bench_has_its_storage_servers_whole_on_one_socket_each()
    {
        await Ready("bench");

        ILookup<bool, JsonNode> machines = (await _lab.Machines(_ns)).ToLookup(machine => (string?)machine["spec"]!["group"] == "oss");
        JsonNode[] servers = [.. machines[true]];

        Assert.That(servers.Select(machine => $"{Host(machine)} {machine["status"]!["numa"]}").Order(StringComparer.Ordinal), Is.EqualTo(new[] { "kvm1 0", "kvm1 1", "kvm2 0", "kvm2 1" }));
        foreach (JsonNode server in servers)
        {
            Assert.That((int?)server["status"]!["localityPercent"], Is.EqualTo(100));
            Assert.That((string?)server["status"]!["pins"], Is.EqualTo("6/6"));
            Assert.That((string?)server["status"]!["hcas"], Is.EqualTo("2/2"));
            Assert.That(await Fabrics(server), Is.EqualTo(new[] { "lnet ib-a", "storage srp-sfa1" }));
        }

        Assert.That(machines[false].Select(Host), Has.None.AnyOf("kvm1", "kvm2"));
    }

    [Test]
    public async Task Machine_takes_at_most_four_writes_from_create_to_running()
    {
        await _lab.ResetRequests();
        await Ready("bench");

        JsonNode[] writes =
        [
            .. (await _lab.Requests()).OfType<JsonNode>().Where(request =>
                (string?)request["resource"] == "lustremachines" && (string?)request["verb"] is "create" or "patch" or "update"),
        ];

        Assert.That(writes.Sum(request => (long)request["count"]!), Is.LessThanOrEqualTo(4 * 12), string.Join('\n', writes.Select(request => request.ToJsonString())));
    }

    [Test]
    public async Task Two_clusters_never_share_a_core_or_a_function()
    {
        await Ready("bench");
        await Ready("nhop");

        IReadOnlyList<JsonNode> machines = await _lab.Machines(_ns);
        string[] cpus = [.. machines.SelectMany(machine => machine["spec"]!["cpu"]!["vcpuPins"]!.AsArray().Select(pin => $"{Host(machine)} {pin!["cpus"]}"))];
        string[] functions = [.. machines.SelectMany(machine => Networks(machine).Select(network => $"{Host(machine)} {network["device"]}"))];

        Assert.That(cpus, Is.Unique);
        Assert.That(functions, Is.Unique);
    }

    [Test]
    public async Task Ha_whose_HCAs_another_cluster_has_says_so_and_gets_them_when_they_are_free()
    {
        await Cordon(true, "kvm3", "kvm5", "kvm6", "kvm7");
        string other = await _lab.NewNamespace();
        await _lab.Apply(other, Taker);
        await _lab.WaitReady(other, "taker");
        await _lab.Apply(_ns, (await Example("ha")).Replace("count: 3", "count: 0", StringComparison.Ordinal));

        string message = await _lab.Unplaced(_ns, "ha");
        await _lab.Kubectl(other, "delete", "lc", "taker");
        await _lab.WaitReady(_ns, "ha");

        Assert.That(message, Does.StartWith("0/8 hosts fit oss-0: 4 are cordoned, ").And.Contain("have no NUMA node with 1 free HCA on fabric ib-a of vendor 15b3"));
        Assert.That(message, Does.Match(@"; 4 HCAs on fabric ib-a of vendor 15b3 are asked for, \d+( of \d+ are free| exist) on hosts that take machines$"));
    }

    [Test]
    public async Task Bench_on_a_lab_with_a_cordoned_host_says_what_each_host_lacks()
    {
        await Cordon(true, "kvm2");
        await _lab.ApplyExample(_ns, "bench");

        string message = await _lab.Unplaced(_ns, "bench");

        Assert.That(message, Does.StartWith("0/8 hosts fit oss-2 beside 2 machines of the cluster placed before it: "));
        Assert.That(message, Does.Contain("1 has 2 of at most 2 machines of group oss").And.Contain("1 is cordoned"));
        Assert.That(message, Does.Contain("have no NUMA node with 1 HCA on fabric ib-a of vendor 15b3 and 1 HCA on fabric srp-sfa1 of vendor 15b3"));
    }

    [TestCase("ha", @"^0/8 hosts fit oss-0: .*\d have no NUMA node with 1 free HCA on fabric ib-a of vendor 15b3\b.*; 7 HCAs on fabric ib-a of vendor 15b3 are asked for, 0 of \d+ are free$")]
    [TestCase("nhop", @"^0/8 hosts fit router-a-0: .*\d do not have 1 free HCA on fabric ib-a of vendor 15b3 of product 673c and 1 free HCA on fabric eth-10g of vendor 8086\b.* are asked for, 0 of \d+ are free$")]
    [TestCase("bench", @"^0/8 hosts fit oss-0: .*\d have no NUMA node with 1 free HCA on fabric ib-a of vendor 15b3 and 1 free HCA on fabric srp-sfa1 of vendor 15b3\b.* are asked for, 0 of \d+ are free$")]
    public async Task Example_whose_HCAs_are_all_taken_says_which_are_missing(string example, string told)
    {
        string other = await _lab.NewNamespace();
        await _lab.Apply(other, Taker.Replace("count: 4", "count: 20", StringComparison.Ordinal));
        await _lab.WaitReady(other, "taker");

        await _lab.ApplyExample(_ns, example);

        Assert.That(await _lab.Unplaced(_ns, example), Does.Match(told));
        CommandResult why = await _lab.Plugin("why", example, "--namespace", _ns);
        Assert.That(why.Output, Does.Contain($"{other}/taker-client-"), "who holds what is missing");
    }

    [TestCase("ha", "0/8 hosts fit oss-0: 8 are cordoned")]
    [TestCase("nhop", "0/8 hosts fit router-a-0: 8 are cordoned")]
    [TestCase("bench", "0/8 hosts fit oss-0: 8 are cordoned")]
    public async Task Example_on_a_lab_of_cordoned_hosts_says_so(string example, string told)
    {
        await Cordon(true, "kvm1", "kvm2", "kvm3", "kvm4", "kvm5", "kvm6", "kvm7", "kvm8");

        await _lab.ApplyExample(_ns, example);

        Assert.That(await _lab.Unplaced(_ns, example), Is.EqualTo(told));
    }

    [TestCase("ha", "4Gi, hugepages", "100Gi, hugepages", @"have 8192 huge pages of 2Mi on node \d, 51200 are asked for")]
    [TestCase("nhop", "4Gi", "100Gi", @"have \d+[MG]i memory for machines, 100Gi is asked for")]
    [TestCase("bench", "12Gi, hugepages", "100Gi, hugepages", @"have 8192 huge pages of 2Mi on node \d, 51200 are asked for")]
    public async Task Example_that_wants_too_much_memory_says_how_much_there_is(string example, string size, string tooMuch, string told)
    {
        await _lab.Apply(_ns, (await Example(example)).Replace($"size: {size}", $"size: {tooMuch}", StringComparison.Ordinal));

        Assert.That(await _lab.Unplaced(_ns, example), Does.Match(told));
        Assert.That(await _lab.Machines(_ns), Is.Empty, "half a cluster holds nothing");
    }

    [TestCase("{address: '0000:86:00.0', fabric: ib-a}", "0000:86:00.0")]
    [TestCase("{numaNode: 1, product: '673c', fabric: ib-b}", "0000:85:00.0")]
    [TestCase("{numaNode: 1, vendor: '8086'}", "0000:87:00.0")]
    [TestCase("{fabric: srp-sfa1}", "0000:06:00.0")]
    public async Task Function_is_chosen_by_what_the_network_says_of_it(string hca, string address)
    {
        await _lab.Apply(_ns, Taker.Replace("{fabric: ib-a}", hca, StringComparison.Ordinal).Replace("count: 4", "count: 1", StringComparison.Ordinal));
        await _lab.WaitReady(_ns, "taker");

        JsonNode machine = (await _lab.Machines(_ns)).Single();

        Assert.That((string?)machine["spec"]!["networks"]![0]!["device"], Is.EqualTo(address));
        Assert.That((string?)machine["status"]!["hcas"], Is.EqualTo("1/1"));
    }

    // All HCAs of ib-a on the hosts that are not cordoned.
    private const string Taker = """
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: taker}
        spec:
          networks: [{name: lnet, lnet: o2ib0, hca: {fabric: ib-a}}]
          machines: [{name: client, roles: [Client], count: 4, memory: {size: 1Gi}, networks: [lnet], shutdownGraceSeconds: 1}]
        """;

    private async Task Ready(string example)
    {
        await _lab.ApplyExample(_ns, example);
        await _lab.WaitReady(_ns, example);
    }

    private async Task Cordon(bool isCordoned, params string[] hosts) =>
        await _lab.Kubectl("default", ["patch", .. hosts.Select(host => "kvmhost/" + host), "--type=merge", "-p", $"{{\"spec\":{{\"unschedulable\":{(isCordoned ? "true" : "false")}}}}}"]);

    private static Task<string> Example(string name) => File.ReadAllTextAsync(RepositoryRoot.File("deploy", "examples", name + ".yaml"));

    private static string Host(JsonNode machine) => (string)machine["spec"]!["host"]!;

    private static IEnumerable<JsonNode> Networks(JsonNode machine) => machine["spec"]!["networks"]!.AsArray().OfType<JsonNode>();

    /// <summary>Each network of a machine, and the fabric that its function is cabled to by the word of the host's admin.</summary>
    private async Task<string[]> Fabrics(JsonNode machine)
    {
        JsonArray devices = (await _lab.Get(_ns, "kvmhost", Host(machine)))["spec"]!["devices"]!.AsArray();
        return [.. Networks(machine).Select(network => $"{network["name"]} {devices.Single(device => (string?)device!["address"] == (string?)network["device"])!["fabric"]}")];
    }
}
