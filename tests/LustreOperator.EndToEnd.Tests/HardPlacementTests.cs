namespace LustreOperator.EndToEnd.Tests;

/// <summary>Clusters that are hard to place, on eight simulated hosts: they delay nobody else, and are placed as soon as they can be.</summary>
[Category("e2e")]
internal sealed class HardPlacementTests
{
    private string _folder = "";

    [SetUp]
    public void Start() => _folder = Directory.CreateTempSubdirectory("many-nodes-").FullName;

    [TearDown]
    public void Stop() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Machine_that_needs_half_of_64_nodes_is_planned_and_served_and_so_is_a_small_one()
    {
        ManyNodesShape.Write(_folder, nodes: 64);
        await using SimulatedLab lab = await SimulatedLab.StartAsync(hosts: 8, shape: _folder);
        string ns = await lab.NewNamespace();
        await lab.Apply(ns, Cluster("big", "{name: oss, roles: [OSS], cpu: {count: 4}, memory: {size: 1024Gi}}"));
        await lab.Apply(ns, Cluster("small", "{name: oss, roles: [OSS], cpu: {count: 1}, memory: {size: 1Gi}}"));

        await lab.WaitReady(ns, "small");
        await lab.WaitReady(ns, "big");

        string nodes = (string)(await lab.Get(ns, "lm", "big-oss-0"))["spec"]!["memory"]!["numaNodes"]!;
        Assert.That(nodes.Split(',').Sum(Count), Is.EqualTo(33), "1024Gi and what QEMU needs, in nodes of 32Gi");
        Assert.That((await lab.Plugin("plan", "big", "--namespace", ns)).Succeeded(), Does.Contain("nothing would happen"));
    }

    [Test]
    public async Task Lab_serves_other_clusters_while_the_hardest_waits()
    {
        // 17 machines of four CPUs, all different, on sixteen nodes of six: no search tells that in any time.
        string hard = string.Join(", ", Enumerable.Range(0, 17).Select(i => $"{{name: g{i}, roles: [Client], cpu: {{count: 4}}, memory: {{size: {512 + i}Mi}}}}"));
        await using SimulatedLab lab = await SimulatedLab.StartAsync(hosts: 8);
        string ns = await lab.NewNamespace();
        await lab.Apply(ns, Cluster("hard", hard, "placement: {numa: Required}"));
        Assert.That(await lab.Unplaced(ns, "hard"), Does.EndWith("the search stopped at its limit, so another arrangement may fit"));

        for (int i = 0; i < 5; i++)
        {
            await lab.Apply(ns, Cluster($"small{i}", "{name: oss, roles: [OSS], cpu: {count: 1}, memory: {size: 256Mi}}"));
            await lab.WaitReady(ns, $"small{i}");
        }

        await lab.Apply(ns, Cluster("hard", "{name: g0, roles: [Client], cpu: {count: 4}, memory: {size: 512Mi}}"));
        await lab.WaitReady(ns, "hard");
    }

    private static int Count(string range) => range.Split('-') is [var first, var last] ? int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) - int.Parse(first, System.Globalization.CultureInfo.InvariantCulture) + 1 : 1;

    private static string Cluster(string name, string machines, string more = "paused: false") => $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: {{name}}}
        spec:
          {{more}}
          machines: [{{machines}}]
        """;
}
