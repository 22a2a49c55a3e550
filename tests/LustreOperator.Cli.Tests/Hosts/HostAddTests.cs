using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Tests.Hosts;

internal sealed class HostAddTests
{
    private static readonly HostIdentity s_kvm1 = new("kvm1", ApiNames.SystemNamespace);

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await InstalledSandbox.StartAsync();

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Host_gets_its_objects_and_a_kubeconfig()
    {
        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out.Split('\n').Count(line => line.EndsWith(" created", StringComparison.Ordinal)), Is.EqualTo(8));
        Assert.That(result.Out, Does.Contain($"{_sandbox.Folder}/kvm1.kubeconfig: kubeconfig of the agent, with a token that expires "));
        Assert.That(result.Error, Does.Contain("is an address of this machine; for an agent elsewhere give --server"));
        foreach (HostObject made in HostObjects.Of(s_kvm1))
        {
            Assert.That(await _sandbox.Client.FindAsync(made.Kind, made.Key, CancellationToken.None), Is.Not.Null, made.Label);
        }
    }

    [Test]
    public async Task Second_run_changes_no_object()
    {
        await _sandbox.RunAsync("host add kvm1");
        string[] before = await VersionsAsync();

        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out.Split('\n').Count(line => line.EndsWith(" unchanged", StringComparison.Ordinal)), Is.EqualTo(8), result.Out);
        Assert.That(await VersionsAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Spec_that_the_admin_wrote_and_Lease_that_is_held_stay()
    {
        await _sandbox.ApplyAsync(Kinds.KvmHosts, "", "kvm1", new JsonObject
        {
            ["spec"] = new JsonObject { ["unschedulable"] = true, ["cpus"] = new JsonObject { ["reserved"] = "0-1" } },
        });
        await _sandbox.ApplyAsync(Kinds.Leases, ApiNames.SystemNamespace, "kvmhost-kvm1", new JsonObject
        {
            ["spec"] = new JsonObject { ["holderIdentity"] = "somebody" },
        });

        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Out, Does.Contain("kvmhost.lustre-operator.dev/kvm1 configured").And.Contains("kvmhost-kvm1 configured"), "we own that they are there, and no field of theirs");
        JsonObject host = await GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"));
        Assert.That((bool?)host["spec"]!["unschedulable"], Is.True);
        Assert.That((string?)host["spec"]!["cpus"]!["reserved"], Is.EqualTo("0-1"));
        JsonObject lease = await GetAsync(Kinds.Leases, new ObjectKey(ApiNames.SystemNamespace, "kvmhost-kvm1"));
        Assert.That((string?)lease["spec"]!["holderIdentity"], Is.EqualTo("somebody"));
    }

    [Test]
    public async Task Rights_that_somebody_widened_are_taken_back()
    {
        await _sandbox.RunAsync("host add kvm1");
        JsonNode rules = JsonNode.Parse("""[{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]""")!;
        await _sandbox.ApplyAsync(Kinds.ClusterRoles, "", "lustre-agent-kvm1", new JsonObject { ["rules"] = rules });

        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Out, Does.Contain("clusterrole.rbac.authorization.k8s.io/lustre-agent-kvm1 configured"));
        JsonObject role = await GetAsync(Kinds.ClusterRoles, new ObjectKey("", "lustre-agent-kvm1"));
        Assert.That(role["rules"]!.ToJsonString(), Does.Not.Contain("*"));
    }

    [Test]
    public async Task Server_and_output_are_as_asked()
    {
        CliResult result = await _sandbox.RunAsync("host add kvm1 --server https://10.0.0.1:6443/ --output agent.yaml");

        string text = await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "agent.yaml"));
        Assert.That(text, Does.Contain("server: https://10.0.0.1:6443\n").And.Contains("certificate-authority-data: "));
        Assert.That(result.Error, Is.Empty);
    }

    [Test]
    public async Task File_of_somebody_else_is_not_overwritten_and_nothing_is_made()
    {
        CliResult result = await _sandbox.RunAsync("host add kvm1 --output kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("kubeconfig exists and holds something else; name another file"));
        Assert.That(await _sandbox.Client.FindAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Unknown_namespace_is_told_before_anything_is_made()
    {
        CliResult result = await _sandbox.RunAsync("host add kvm1 --namespace elsewhere");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("there is no namespace elsewhere; install LustreOperator first: kubectl apply -k deploy"));
        Assert.That(await _sandbox.Client.FindAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Namespace_without_the_operator_is_refused_before_anything_is_made()
    {
        await _sandbox.ApplyAsync(Kinds.Namespaces, "", "other", []);

        CliResult result = await _sandbox.RunAsync("host add kvm1 --namespace other");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("the operator is in namespace lustre-operator").And.Contains("an agent in other would never be served"));
        Assert.That(await _sandbox.Client.FindAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Host_is_added_where_the_operator_is_installed()
    {
        await _sandbox.MoveOperatorAsync("lab");

        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        foreach (HostObject made in HostObjects.Of(s_kvm1 with { Namespace = "lab" }))
        {
            Assert.That(await _sandbox.Client.FindAsync(made.Kind, made.Key, CancellationToken.None), Is.Not.Null, made.Label);
        }

        Assert.That(await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "kvm1.kubeconfig")), Does.Contain("namespace: lab\n"));
    }

    [Test]
    public async Task Identity_that_a_serving_agent_has_elsewhere_is_not_taken_over()
    {
        await _sandbox.RunAsync("host add kvm1");
        using KubernetesClient agent = _sandbox.ClientOf("kvm1.kubeconfig");
        await _sandbox.MoveOperatorAsync("lab");

        CliResult result = await _sandbox.RunAsync("host add kvm1 --namespace lab --output other.kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("the agent of kvm1 has its identity in namespace lustre-operator, and would lose its rights"));
        Assert.That(File.Exists(Path.Combine(_sandbox.Folder, "other.kubeconfig")), Is.False);
        Assert.That(await agent.GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task Identity_whose_service_account_is_gone_is_made_anew_elsewhere()
    {
        await _sandbox.RunAsync("host add kvm1");
        await _sandbox.Client.DeleteAsync(Kinds.ServiceAccounts, new ObjectKey(ApiNames.SystemNamespace, s_kvm1.Agent), new V1DeleteOptions(), CancellationToken.None);
        await _sandbox.MoveOperatorAsync("lab");

        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        using KubernetesClient agent = _sandbox.ClientOf("kvm1.kubeconfig");
        Assert.That(await agent.GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Not.Null);
    }

    // An earlier version's looked at one namespace, another binding may only warn.
    [TestCase("ValidatingAdmissionPolicy", """{"matchConditions": [{"name": "by-an-agent", "expression": "request.userInfo.username.startsWith('system:serviceaccount:lustre-operator:lustre-agent-')"}]}""", "has another spec.matchConditions")]
    [TestCase("ValidatingAdmissionPolicy", """{"failurePolicy": "Ignore"}""", "has another spec.failurePolicy")]
    [TestCase("ValidatingAdmissionPolicyBinding", """{"validationActions": ["Warn"]}""", "has another spec.validationActions")]
    [TestCase("ValidatingAdmissionPolicyBinding", """{"matchResources": {"namespaceSelector": {"matchLabels": {"a": "b"}}}}""", "has another spec.matchResources")]
    public async Task Identity_that_no_policy_holds_is_not_made(string kind, string spec, string problem)
    {
        ResourceKind<JsonObject> changed = kind == Kinds.AdmissionPolicies.Kind ? Kinds.AdmissionPolicies : Kinds.AdmissionPolicyBindings;
        await _sandbox.Client.PatchAsync(
            changed, new ObjectKey("", "lustre-operator-agent-machines"), Patch.Merge(new JsonObject { ["spec"] = JsonNode.Parse(spec) }), WriteOptions.Default, CancellationToken.None);

        await AssertUnheldAsync($"{kind} lustre-operator-agent-machines {problem} than this version's");
    }

    [Test]
    public async Task Identity_is_not_made_where_a_policy_is_missing()
    {
        await _sandbox.Client.DeleteAsync(Kinds.AdmissionPolicies, new ObjectKey("", "lustre-operator-agent-events"), new V1DeleteOptions(), CancellationToken.None);

        await AssertUnheldAsync("there is no ValidatingAdmissionPolicy lustre-operator-agent-events");
    }

    private async Task AssertUnheldAsync(string problem)
    {
        CliResult result = await _sandbox.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain($"{problem}: nothing would hold the agent to kvm1; install this version's: kubectl apply -k deploy"));
        Assert.That(await _sandbox.Client.FindAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Cluster_without_the_product_is_told_what_to_install()
    {
        await using InstalledSandbox bare = await InstalledSandbox.StartAsync(isInstalled: false);

        CliResult result = await bare.RunAsync("host add kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("does not know KvmHosts").And.Contains("kubectl apply -k deploy"));
    }

    [Test]
    public async Task Refused_object_is_named_with_the_way_on()
    {
        await _sandbox.RunAsync("host add kvm1");

        CliResult result = await Cli.RunAsync(_sandbox.Folder, "host add kvm2 --kubeconfig kvm1.kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("forbidden").And.Contains("ask a cluster administrator"));
    }

    private async Task<string[]> VersionsAsync() => await Task.WhenAll(HostObjects.Of(s_kvm1).Select(async made =>
        made.Kind.Identify(await GetAsync(made.Kind, made.Key)).ResourceVersion));

    private Task<JsonObject> GetAsync(ResourceKind<JsonObject> kind, ObjectKey key) => _sandbox.Client.GetAsync(kind, key, CancellationToken.None);
}
