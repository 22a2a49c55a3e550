using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Outside;

internal sealed class InventoryTests : HostTest
{
    protected override string HostSpec => $$"""{"groupSiblings":"Park","devices":[{"address":"{{Nvme1}}","fabric":"srp"},{"address":"{{Card}}"},{"address":"{{CardSibling}}"}]}""";

    [Test]
    public async Task Nodes_are_told_with_cpus_memory_and_huge_pages()
    {
        JsonNode status = (await Lab.Cluster.Get("default", "kh", VirtualHostLab.Host))["status"]!;
        JsonArray cells = status["cells"]!.AsArray();

        Assert.That(cells.Select(cell => string.Join(',', cell!["cpus"]!.AsArray().Select(cpu => $"{cpu!["id"]}"))), Is.EqualTo((string[])["0,1", "2,3"]));
        Assert.That(cells.Select(cell => (long?)cell!["hugepages"]![0]!["total"]), Is.EqualTo((long?[])[96, 192]));
        Assert.That((bool?)status["kvm"], Is.True);
    }

    [Test]
    public async Task Function_is_told_with_its_place_group_driver_link_and_fabric()
    {
        JsonNode nvme = await Lab.Function(Nvme1);

        Assert.That(
            ((int?)nvme["numaNode"], (string?)nvme["driver"], (string?)nvme["fabric"], (bool?)nvme["offered"], (string?)nvme["vendor"], (string?)nvme["product"]),
            Is.EqualTo(((int?)1, "nvme", "srp", (bool?)true, "1b36", "0010")));
        Assert.That((int?)nvme["iommuGroup"], Is.Not.Null);
        Assert.That((string?)nvme["link"], Does.Match("^[0-9.]+ GT/s x[0-9]+$"));
        Assert.That((int?)nvme["sriov"]!["maximum"], Is.EqualTo(4));
    }

    [Test]
    public async Task Functions_of_one_group_name_each_other() => Assert.That(
        (await Lab.Function(Card))["groupSiblings"]!.AsArray().Select(sibling => (string?)sibling), Is.EqualTo((string[])[CardSibling]));

    [Test]
    public async Task Agent_that_cannot_see_the_host_offers_what_is_listed_and_says_so()
    {
        JsonNode nic = await Lab.Function(Nic0);

        Assert.That(((bool?)nic["offered"], (string?)nic["reason"]), Is.EqualTo(((bool?)null, "not listed in KvmHost.spec.devices")).Or.EqualTo(((bool?)false, "not listed in KvmHost.spec.devices")));
        Assert.That((string?)(await Condition("kh", VirtualHostLab.Host, "HostUseVisible"))!["reason"], Is.EqualTo("AgentElsewhere"));
    }

    [Test]
    public async Task Group_of_which_one_function_is_not_listed_is_not_offered()
    {
        await Lab.SpecifyHost($$"""{"devices":[{"address":"{{Card}}"}]}""");

        await Lab.UntilFunction(Card, function => ((string?)function["reason"])?.Contains($"{CardSibling} has the host driver e1000e and is not listed", StringComparison.Ordinal) == true, "is not offered");
    }

    [Test]
    public async Task Virtual_functions_are_beyond_an_agent_that_is_elsewhere_and_it_says_what_to_do_there()
    {
        await Lab.SpecifyHost($$"""{"devices":[{"address":"{{Nvme1}}","virtualFunctions":2}]}""");

        Assert.That(
            await UntilReason("kh", VirtualHostLab.Host, "VirtualFunctionsReady", "AgentElsewhere"),
            Does.Contain($"echo 2 > /sys/bus/pci/devices/{Nvme1}/sriov_numvfs"));
    }

    [Test]
    public async Task Listed_bridge_and_absent_function_are_named_with_their_field_paths()
    {
        await Lab.SpecifyHost("""{"devices":[{"address":"0000:40:00.0"},{"address":"0000:99:00.0"}]}""");

        Assert.That(
            await UntilReason("kh", VirtualHostLab.Host, "DevicesAsListed", "SomeDevicesUnfit"),
            Does.Contain("spec.devices[0] 0000:40:00.0: it is a PCI bridge").And.Contain("spec.devices[1] 0000:99:00.0: the host has no such function"));
    }
}
