using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Inside;

/// <summary>What the host itself uses is never taken.</summary>
internal sealed class HostUseTests : HostTest
{
    private const string Networks = "[{name: ib, hca: {address: \"" + Nic0 + "\"}}]";

    // The NVMe is no HCA: it takes the admin's word. NICs need none where the agent sees what the host uses.
    protected override string HostSpec => $$"""{"groupSiblings":"Park","devices":[{"address":"{{Nvme0}}"}]}""";

    [Test]
    public async Task Free_nics_are_offered_and_that_of_the_hosts_own_address_is_not()
    {
        JsonNode[] functions = [.. (await Lab.Cluster.Get("default", "kh", VirtualHostLab.Host))["status"]!["devices"]!.AsArray().OfType<JsonNode>()];

        Assert.That(
            functions.Where(function => (bool?)function["offered"] == true).Select(function => (string?)function["address"]),
            Is.EqualTo((string[])[Nvme0, Nic0, Nic1, Card, CardSibling]));
        Assert.That(functions.Select(function => (string?)function["hostUse"]).OfType<string>(), Has.Some.Contains("has address 10.0.2.15"));
    }

    [TestCase("ip addr add 10.9.0.1/24 dev {0}", "ip addr del 10.9.0.1/24 dev {0}", "has address 10.9.0.1/24")]
    [TestCase("ip link add testbr type bridge && ip link set {0} master testbr", "ip link set {0} nomaster; ip link del testbr", "is a port of testbr")]
    public async Task Nic_that_the_host_takes_into_use_is_offered_no_more(string begin, string end, string words)
    {
        string nic = await Interface(Nic0);
        await Lab.Shell(string.Format(System.Globalization.CultureInfo.InvariantCulture, begin, nic));
        try
        {
            await Lab.UntilFunction(Nic0, function => ((string?)function["hostUse"])?.Contains(words, StringComparison.Ordinal) == true, $"is used: {words}");
            Assert.That((bool?)(await Lab.Function(Nic0))["offered"] ?? false, Is.False);
        }
        finally
        {
            await Lab.Shell(string.Format(System.Globalization.CultureInfo.InvariantCulture, end, nic));
        }

        await Lab.UntilFunction(Nic0, function => (bool?)function["offered"] == true, "is offered again");
    }

    [Test]
    public async Task Nvme_that_is_mounted_is_not_offered_though_listed()
    {
        string disk = await Lab.Shell("for c in /sys/class/nvme/nvme*; do [ \"$(cat $c/address)\" = " + Nvme0 + " ] && basename $c; done; true");
        await Lab.Shell($"dd if=/dev/{disk}n1 of=/run/saved bs=1M count=8 status=none; mkfs.ext4 -q -F /dev/{disk}n1; mkdir -p /run/mounted; mount /dev/{disk}n1 /run/mounted");
        try
        {
            await Lab.UntilFunction(Nvme0, function => ((string?)function["hostUse"])?.Contains("is mounted on /run/mounted", StringComparison.Ordinal) == true, "is told to be mounted");
            Assert.That((bool?)(await Lab.Function(Nvme0))["offered"] ?? false, Is.False);
        }
        finally
        {
            await Lab.Shell($"umount /run/mounted; dd if=/run/saved of=/dev/{disk}n1 bs=1M status=none; sync");
        }
    }

    [Test]
    public async Task Function_that_the_host_takes_into_use_between_placement_and_start_is_left_alone()
    {
        await Apply(Cluster("late", Networks, "networks: [ib]\n      memory: {size: 128Mi}\n      powerState: \"Off\""));
        await UntilReason("lm", "late-oss-0", "Ready", "PoweredOff");
        string nic = await Interface(Nic0);
        await Lab.Shell($"ip addr add 10.9.0.1/24 dev {nic}");
        string refusal;
        try
        {
            await Lab.Kubectl(Namespace, "patch", "lc", "late", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/powerState","value":"Running"}]""");
            refusal = await UntilReason("lm", "late-oss-0", "Ready", "DeviceUsedByHost");
            Assert.That(await UntilEvent("DeviceUsedByHost"), Does.Contain($"interface {nic} has address 10.9.0.1/24"));
            Assert.That(await Lab.Shell($"ip -br addr show dev {nic}"), Does.Contain("10.9.0.1/24"));
        }
        finally
        {
            await Lab.Shell($"ip addr del 10.9.0.1/24 dev {nic}");
        }

        await WaitReady("late");
        Assert.That(refusal, Does.Contain($"PCI function {Nic0} of host vhost (network ib) cannot be passed: the host uses it: interface {nic} has address 10.9.0.1/24"));
    }

    [Test]
    public async Task Sibling_that_the_host_uses_makes_the_whole_group_unavailable()
    {
        string nic = await Interface(CardSibling);
        await Lab.Shell($"ip addr add 10.9.0.2/24 dev {nic}");
        try
        {
            await Lab.UntilFunction(
                Card, function => ((string?)function["reason"])?.Contains($"{CardSibling} is used by the host: interface {nic} has address 10.9.0.2/24", StringComparison.Ordinal) == true, "is not offered");
        }
        finally
        {
            await Lab.Shell($"ip addr del 10.9.0.2/24 dev {nic}");
        }
    }

    private static Task<string> Interface(string address) => Lab.Shell($"ls /sys/bus/pci/devices/{address}/net");
}
