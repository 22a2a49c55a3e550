using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Tests.Hosts;

/// <summary>What the identity that <c>host add</c> makes lets an agent do, asked of an API server that authorizes by RBAC.</summary>
internal sealed class AgentRightsTests
{
    private InstalledSandbox _sandbox = null!;
    private KubernetesClient _agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _sandbox = await InstalledSandbox.StartAsync();
        await _sandbox.RunAsync("host add kvm1");
        await _sandbox.RunAsync("host add kvm2");
        _agent = _sandbox.ClientOf("kvm1.kubeconfig");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _agent.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Test]
    public async Task Agent_reads_its_host_and_every_machine()
    {
        Assert.That(await _agent.GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Not.Null);
        Assert.That((await _agent.ListAsync(Kinds.LustreMachines, new ListOptions(), CancellationToken.None)).Items, Is.Empty);
    }

    [Test]
    public async Task Agent_lists_its_host_by_name()
    {
        ResourceList<JsonObject> hosts =
            await _agent.ListAsync(Kinds.KvmHosts, new ListOptions { FieldSelector = "metadata.name=kvm1" }, CancellationToken.None);

        Assert.That(hosts.Items, Has.Count.EqualTo(1));
    }

    [Test]
    public void Agent_lists_no_other_host()
    {
        AssertForbidden(() => _agent.ListAsync(Kinds.KvmHosts, new ListOptions(), CancellationToken.None));
        AssertForbidden(() => _agent.ListAsync(Kinds.KvmHosts, new ListOptions { FieldSelector = "metadata.name=kvm2" }, CancellationToken.None));
    }

    [Test]
    public async Task Agent_writes_the_status_of_its_host_and_no_spec_and_no_other_host()
    {
        JsonObject status = new() { ["status"] = new JsonObject { ["hostName"] = "kvm1.lab" } };
        JsonObject spec = new() { ["spec"] = new JsonObject { ["fenced"] = true } };

        JsonObject written = await WriteAsync(Kinds.KvmHosts, "kvm1", status, "status");

        Assert.That((string?)written["status"]!["hostName"], Is.EqualTo("kvm1.lab"));
        AssertForbidden(() => WriteAsync(Kinds.KvmHosts, "kvm1", spec, subresource: null));
        AssertForbidden(() => WriteAsync(Kinds.KvmHosts, "kvm2", status, "status"));
    }

    [Test]
    public async Task Agent_holds_its_own_Lease_and_makes_none()
    {
        ObjectKey own = new(ApiNames.SystemNamespace, "kvmhost-kvm1");
        V1Lease lease = await _agent.GetAsync(LeaseKind.Resource, own, CancellationToken.None);

        V1Lease held = await _agent.ReplaceAsync(
            LeaseKind.Resource, lease with { Spec = new V1LeaseSpec { HolderIdentity = "agent" } }, WriteOptions.Default, CancellationToken.None);

        Assert.That(held.Spec.HolderIdentity, Is.EqualTo("agent"));
        AssertForbidden(() => _agent.GetAsync(LeaseKind.Resource, own with { Name = "kvmhost-kvm2" }, CancellationToken.None));
        AssertForbidden(() => _agent.DeleteAsync(LeaseKind.Resource, own, new V1DeleteOptions(), CancellationToken.None));
        V1Lease another = new() { Metadata = new V1ObjectMeta { NamespaceProperty = ApiNames.SystemNamespace, Name = "kvmhost-new" } };
        AssertForbidden(() => _agent.CreateAsync(LeaseKind.Resource, another, WriteOptions.Default, CancellationToken.None));
    }

    [Test]
    public void Agent_neither_makes_nor_deletes_machines_nor_reads_secrets()
    {
        ResourceKind<JsonObject> secrets = Kinds.ServiceAccounts with { Kind = "Secret", Plural = "secrets" };
        JsonObject machine = new() { ["metadata"] = new JsonObject { ["namespace"] = "default", ["name"] = "m" } };

        AssertForbidden(() => _agent.ListAsync(secrets, new ListOptions { Namespace = ApiNames.SystemNamespace }, CancellationToken.None));
        AssertForbidden(() => _agent.CreateAsync(Kinds.LustreMachines, machine, WriteOptions.Default, CancellationToken.None));
        AssertForbidden(() => _agent.DeleteAsync(Kinds.LustreMachines, new ObjectKey("default", "m"), new V1DeleteOptions(), CancellationToken.None));
    }

    private Task<JsonObject> WriteAsync(ResourceKind<JsonObject> kind, string name, JsonObject fields, string? subresource) => _agent.PatchAsync(
        kind, new ObjectKey("", name), Patch.Merge(fields), new WriteOptions { Subresource = subresource }, CancellationToken.None);

    private static void AssertForbidden(Func<Task> call) =>
        Assert.That(call, Throws.InstanceOf<KubernetesStatusException>().With.Property(nameof(KubernetesStatusException.IsForbidden)).True);
}
