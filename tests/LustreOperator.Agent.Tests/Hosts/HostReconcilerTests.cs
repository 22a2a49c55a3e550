using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>What a host says of itself when something of it cannot be read: never a Ready that is no longer true.</summary>
internal sealed class HostReconcilerTests
{
    private AgentBench _bench = null!;

    [SetUp]
    public async Task Start()
    {
        _bench = new AgentBench();
        await _bench.HoldAsync();
        _bench.Put(Host());
    }

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    [Test]
    public async Task Healthy_host_is_written_once()
    {
        await _bench.ReconcileHostAsync();
        await _bench.ReconcileHostAsync();

        Assert.That(AgentBench.Condition(_bench.Host, "Ready").Status, Is.EqualTo("True"));
        Assert.That(StatusWrites(), Is.EqualTo(1));
    }

    [Test]
    public async Task Part_that_cannot_be_read_is_named_and_the_rest_is_served()
    {
        _bench.Libvirt.On(
            nameof(IHypervisor.ListPciDevicesAsync),
            () => Task.FromResult(new Listing<PciDevice>([], [new UnreadablePart("node device", "pci_0000_41_00_0", "An error occurred while parsing EntityName.")])));

        await _bench.ReconcileHostAsync();

        Assert.That(AgentBench.Condition(_bench.Host, "Ready").Status, Is.EqualTo("True"));
        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Host, "InventoryComplete");
        Assert.That((status, reason), Is.EqualTo(("False", KvmHostReasons.PartsUnreadable)));
        Assert.That(message, Does.Contain("pci_0000_41_00_0"));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { KvmHostReasons.PartsUnreadable }));
    }

    [Test]
    public async Task Inventory_that_fails_in_any_way_turns_Ready_False_with_its_words_once()
    {
        await _bench.ReconcileHostAsync();
        _bench.Libvirt.On(
            nameof(IHypervisor.GetCapabilitiesAsync), () => Task.FromException<HostCapabilities>(new FormatException("This is not libvirt's XML")));

        await _bench.ReconcileHostAsync();
        int writes = StatusWrites();
        await _bench.ReconcileHostAsync();

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Host, "Ready");
        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.UnexpectedFault)));
        Assert.That(message, Does.Contain("This is not libvirt's XML"));
        Assert.That(StatusWrites(), Is.EqualTo(writes), "nothing changed");
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { ConditionReasons.UnexpectedFault }));
    }

    [Test]
    public async Task List_that_libvirt_cannot_give_is_shown_as_it_was_and_named()
    {
        await _bench.ReconcileHostAsync();
        int pools = _bench.Host!["status"]!["storagePools"]!.AsArray().Count;
        _bench.Libvirt.On(
            nameof(IHypervisor.ListStoragePoolsAsync),
            () => Task.FromException<Listing<StoragePool>>(new LibvirtException(LibvirtErrorKind.Other, "Failed to connect socket to virtstoraged-sock")));

        await _bench.ReconcileHostAsync();

        Assert.That(AgentBench.Condition(_bench.Host, "Ready").Status, Is.EqualTo("True"));
        Assert.That(AgentBench.Condition(_bench.Host, "InventoryComplete").Message, Does.Contain("virtstoraged-sock"));
        Assert.That(_bench.Host!["status"]!["storagePools"]!.AsArray(), Has.Count.EqualTo(pools));
    }

    [Test]
    public async Task Host_with_more_than_the_status_holds_shows_what_machines_name_and_says_that_it_is_cut()
    {
        StoragePool[] pools = [.. Enumerable.Range(0, 700).Select(number => new StoragePool { Name = $"iso-{number:d3}", Type = "dir" })];
        _bench.Libvirt.On(nameof(IHypervisor.ListStoragePoolsAsync), () => Task.FromResult(new Listing<StoragePool>(pools)));
        _bench.Put(Given.Machine(spec => spec with { Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("64Mi"), Pool = "iso-699" }] }));

        await _bench.ReconcileHostAsync();

        JsonArray shown = _bench.Host!["status"]!["storagePools"]!.AsArray();
        Assert.That(shown, Has.Count.EqualTo(512));
        Assert.That((string?)shown[0]!["name"], Is.EqualTo("iso-699"));
        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Host, "StatusComplete");
        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.ListsCut)));
        Assert.That(message, Does.Contain("storagePools: 512 of 700"));
        await _bench.ReconcileHostAsync();
        Assert.That(StatusWrites(), Is.EqualTo(1), "nothing changed");
    }

    [Test]
    public async Task Status_that_is_refused_gets_its_Ready_through_and_is_not_sent_again_and_again()
    {
        await _bench.ReconcileHostAsync();
        _bench.Api.Refuse = request => request.Path.EndsWith("/status", StringComparison.Ordinal) && request.Body!["status"]!["networks"] is JsonArray { Count: 0 }
            && request.Body["status"]!["cells"] is JsonArray { Count: > 0 } ? (422, "status.networks: Required") : null;
        _bench.Libvirt.On(nameof(IHypervisor.ListNetworksAsync), () => Task.FromResult(new Listing<VirtualNetwork>([])));

        await _bench.ReconcileHostAsync();
        int writes = StatusWrites();
        await _bench.ReconcileHostAsync();

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Host, "Ready");
        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.StatusRefused)));
        Assert.That(message, Does.Contain("status.networks: Required"));
        Assert.That(StatusWrites(), Is.EqualTo(writes));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { ConditionReasons.StatusRefused }));
    }

    [Test]
    public async Task Host_of_which_a_field_cannot_be_read_serves_on_and_says_so()
    {
        _bench.Put(Host(), json => json["spec"]!["groupSiblings"] = "OfANewerVersion");

        await _bench.ReconcileHostAsync();

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Host, "Ready");
        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.Unreadable)));
        Assert.That(message, Does.Contain("spec.groupSiblings"));
        Assert.That(_bench.Host!["status"]!["cells"], Is.Not.Null);
    }

    [Test]
    public async Task Condition_that_somebody_else_wrote_makes_no_write()
    {
        await _bench.ReconcileHostAsync();
        JsonObject status = _bench.Host!["status"]!.AsObject();
        status["conditions"]!.AsArray().Add(new JsonObject { ["type"] = "SwitchPortUp", ["status"] = "True" });
        _bench.Put(Host(), json => json["status"] = status.DeepClone());
        int writes = StatusWrites();

        await _bench.ReconcileHostAsync();

        Assert.That(StatusWrites(), Is.EqualTo(writes));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_is_told_of_the_host()
    {
        await _bench.ReconcileHostAsync();

        await _bench.Hosts.TellFailureAsync("kvm1", new TimeoutException("not done within 120 s"), CancellationToken.None);

        Assert.That(AgentBench.Condition(_bench.Host, "Ready").Reason, Is.EqualTo(ConditionReasons.UnexpectedFault));
        Assert.That(AgentBench.Condition(_bench.Host, "LibvirtReachable").Status, Is.EqualTo("True"));
    }

    private static KvmHost Host() => new() { Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 } };

    private int StatusWrites() => _bench.Api.Writes.Count(write => write.Path.EndsWith("kvmhosts/kvm1/status", StringComparison.Ordinal));
}
