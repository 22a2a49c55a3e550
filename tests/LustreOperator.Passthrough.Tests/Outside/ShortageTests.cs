using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>What a host or a running guest has too little of: memory that can be locked in place, and free PCI Express ports.</summary>
internal sealed class ShortageTests : HostTest
{
    protected override string HostSpec => $$"""
        {"groupSiblings":"Park","devices":[
          {"address":"{{Nic0}}","fabric":"a"},{"address":"{{Nvme0}}","fabric":"b"},{"address":"{{Nic1}}","fabric":"c"},
          {"address":"{{Nvme1}}","fabric":"d"},{"address":"{{Card}}","fabric":"e"},{"address":"{{CardSibling}}","fabric":"f"}]}
        """;

    [Test]
    public async Task Memory_that_somebody_took_is_missed_by_size_and_node_and_the_machine_starts_when_it_is_back()
    {
        await Lab.Shell(
            "mkdir -p /run/hog && mount -t tmpfs -o size=100%,mpol=bind:1 hog /run/hog && "
            + "free=$(awk '/MemFree/ {print int($4 / 1024)}' /sys/devices/system/node/node1/meminfo) && dd if=/dev/zero of=/run/hog/hog bs=1M count=$((free - 200)) status=none");
        string refusal;
        try
        {
            await Lab.Cluster.Apply(Namespace, StaleMachine("stale-oss-0", Nic1, "{size: 400Mi, numaNodes: \"1\"}"));
            refusal = await UntilReason("lm", "stale-oss-0", "Ready", "InsufficientMemory");
            await UntilEvent("InsufficientMemory");
        }
        finally
        {
            await Lab.Shell("umount /run/hog");
        }

        await Lab.Kubectl(Namespace, "wait", "--for=condition=Ready", "lm/stale-oss-0");
        await DeleteStale("stale-oss-0");
        Assert.That(refusal, Does.Match("^NUMA node 1 of host vhost has [0-9]+ MiB of memory free, and the machine, .* needs 400 MiB: [0-9]+ MiB are missing"));
    }

    [Test]
    public async Task Fifth_function_for_a_running_guest_finds_no_port_and_has_one_after_a_restart()
    {
        await Apply(Ports("[]", "Running"));
        await WaitReady("ports");

        await Apply(Ports("[a, b, c, d, e]", "Running"));
        string refusal = await UntilReason("lm", "ports-oss-0", "Ready", "NoFreePciePort");
        JsonNode required = (await Condition("lm", "ports-oss-0", "RestartRequired"))!;
        await Apply(Ports("[a, b, c, d, e]", "\"Off\""));
        await UntilReason("lm", "ports-oss-0", "Ready", "PoweredOff");
        await NothingIsLeftBound();

        await Apply(Ports("[a, b, c, d, e]", "Running"));
        await WaitReady("ports");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal, Does.StartWith($"hostdev {Card} absent -> attached (no PCI Express port of the domain is free)"));
            Assert.That(((string?)required["reason"], (string?)required["message"]), Is.EqualTo(
                ("NoFreePciePort", $"{refusal} takes effect at the next start; restart it, or set the cluster's updatePolicy to Restart")));
            Assert.That((string?)(await Machine("ports-oss-0"))["status"]!["hcas"], Is.EqualTo("5/5"));
        }
    }

    private static string Ports(string networks, string power) => Cluster(
        "ports",
        "[{name: a, hca: {fabric: a}}, {name: b, hca: {fabric: b}}, {name: c, hca: {fabric: c}}, {name: d, hca: {fabric: d}}, {name: e, hca: {fabric: e}}]",
        $"networks: {networks}\n      powerState: {power}\n      memory: {{size: 128Mi}}\n      cpu: {{count: 1, pinning: Shared}}");
}
