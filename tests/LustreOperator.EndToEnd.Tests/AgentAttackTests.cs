using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// What an agent that was taken over can do with its kubeconfig: nothing to another host. What RBAC refuses is tried everywhere, what the admission
/// policies refuse where they are evaluated. Run in the installation's own namespace and in another one.
/// </summary>
[Category("e2e")]
[TestFixture("lustre-operator")]
[TestFixture("lab")]
internal sealed class AgentAttackTests(string installedIn)
{
    private const string Group = "/apis/lustre-operator.dev/v1alpha1";
    private const string Own = "kvm-own";
    private const string Other = "kvm-other";

    private TestCluster _cluster = null!;
    private RawApi _agent = null!;
    private string _ns = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        await SharedLab.LeaveAsync();
        _cluster = await TestCluster.StartAsync(installedIn: installedIn);
        _ns = await _cluster.NewNamespace();
        _agent = RawApi.Of(await _cluster.AddHostAsync(Own));
        await _cluster.AddHostAsync(Other);
        await _cluster.Apply(_ns, Machine("own", Own) + "---\n" + Machine("foreign", Other));
        string reported = Event(_ns, "operators", "LustreMachine", "own", "operator-0", "lustre-operator").ToJsonString();
        (await _cluster.TryKubectl(_ns, reported, "create", "-f", "-")).Succeeded();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _agent?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [Test]
    public async Task Agent_does_its_own_work()
    {
        await AssertDoneAsync(HttpMethod.Patch, $"{Machines}/own/status", Status);
        await AssertDoneAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Own}/status", new JsonObject { ["status"] = new JsonObject { ["hostName"] = "own.lab" } });
        (int _, JsonNode lease) = await _agent.SendAsync(HttpMethod.Get, $"{Leases}/kvmhost-{Own}", null);
        lease["spec"] = new JsonObject { ["holderIdentity"] = "agent" };
        await AssertDoneAsync(HttpMethod.Put, $"{Leases}/kvmhost-{Own}", lease);
        await AssertDoneAsync(HttpMethod.Post, Events(_ns), Event(_ns, "mine", "LustreMachine", "own", Own));
        await AssertDoneAsync(HttpMethod.Patch, $"{Events(_ns)}/mine", new JsonObject { ["count"] = 2 });
        await AssertDoneAsync(HttpMethod.Post, Events("default"), Event("default", $"mine-{_ns}", "KvmHost", Own, Own));
    }

    [Test]
    public async Task Status_of_a_machine_carries_nothing_else_with_it()
    {
        JsonNode before = await _cluster.Get(_ns, "lm", "own");
        JsonNode body = Status;
        body["spec"] = new JsonObject { ["host"] = Other, ["powerState"] = "Running" };
        body["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["lustre-operator.dev/host"] = Other }, ["finalizers"] = new JsonArray("example.com/held") };

        await AssertDoneAsync(HttpMethod.Patch, $"{Machines}/own/status", body);

        JsonNode after = await _cluster.Get(_ns, "lm", "own");
        Assert.That(after["spec"]!.ToJsonString(), Is.EqualTo(before["spec"]!.ToJsonString()));
        Assert.That(after["metadata"]!["labels"]!.ToJsonString(), Is.EqualTo(before["metadata"]!["labels"]!.ToJsonString()));
        Assert.That(after["metadata"]!["finalizers"], Is.Null);
    }

    [Test]
    public async Task Rights_end_at_the_agents_own_objects()
    {
        await AssertRefusedAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Other}/status", Status);
        await AssertRefusedAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Own}", new JsonObject { ["spec"] = new JsonObject { ["fenced"] = true } });
        await AssertRefusedAsync(HttpMethod.Patch, $"{Machines}/own", new JsonObject { ["spec"] = new JsonObject { ["powerState"] = "Running" } });
        await AssertRefusedAsync(HttpMethod.Patch, $"{Machines}/own", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } });
        await AssertRefusedAsync(HttpMethod.Delete, $"{Machines}/own", null);
        await AssertRefusedAsync(HttpMethod.Get, $"{Leases}/kvmhost-{Other}", null);
        await AssertRefusedAsync(HttpMethod.Delete, $"{Leases}/kvmhost-{Own}", null);
        await AssertRefusedAsync(HttpMethod.Delete, $"{Events(_ns)}/operators", null);
        await AssertRefusedAsync(HttpMethod.Get, $"/api/v1/namespaces/{installedIn}/secrets", null);
        await AssertRefusedAsync(HttpMethod.Post, $"/api/v1/namespaces/{installedIn}/serviceaccounts/lustre-agent-{Other}/token", new JsonObject());
    }

    [Test]
    public async Task Status_of_another_hosts_machine_is_refused()
    {
        await AssertRefusedAsync(HttpMethod.Patch, $"{Machines}/foreign/status", Status);

        Assert.That((await _cluster.Get(_ns, "lm", "foreign"))["status"]?["observedGeneration"], Is.Null);
    }

    [TestCase("LustreMachine", "foreign", Own, "lustre-agent", TestName = "Event_about_another_hosts_machine_is_refused")]
    [TestCase("LustreMachine", "own", Other, "lustre-agent", TestName = "Event_in_another_hosts_name_is_refused")]
    [TestCase("LustreMachine", "own", Own, "lustre-operator", TestName = "Event_in_the_operators_name_is_refused")]
    [TestCase("LustreCluster", "own", Own, "lustre-agent", TestName = "Event_about_a_cluster_is_refused")]
    [TestCase("Pod", "own", Own, "lustre-agent", TestName = "Event_about_another_kind_is_refused")]
    public async Task Forged_event_is_refused(string kind, string name, string reporter, string component)
    {
        await AssertRefusedAsync(HttpMethod.Post, Events(_ns), Event(_ns, "forged", kind, name, reporter, component));
    }

    [Test]
    public async Task Event_about_another_host_is_refused()
    {
        await AssertRefusedAsync(HttpMethod.Post, Events("default"), Event("default", "forged", "KvmHost", Other, Own));
    }

    [Test]
    public async Task Event_in_a_namespace_without_machines_is_refused()
    {
        (int code, JsonNode answer) = await _agent.SendAsync(HttpMethod.Post, Events("kube-system"), Event("kube-system", "forged", "LustreMachine", "nothing", Own));

        // The API server's own refusal, where the policy has nothing to look at.
        Assert.That(code, Is.EqualTo(422), answer.ToJsonString());
        Assert.That((string?)answer["message"], Does.Contain("lustre-operator-agent-machine-events").And.Contains("denied request"));
    }

    // Policies that need what is not there refuse; they must not be asked about Events of others.
    [TestCase("kube-system")]
    [TestCase("default")]
    public async Task Event_of_anybody_else_is_taken_in_any_namespace(string ns)
    {
        string told = Event(ns, $"told-{_ns}", "Pod", "pod", "kubelet-1", "kubelet").ToJsonString();

        (await _cluster.TryKubectl(ns, told, "create", "--dry-run=server", "-f", "-")).Succeeded();
    }

    [Test]
    public async Task Event_about_a_machine_without_its_hosts_label_is_refused()
    {
        JsonObject bare = Event(_ns, "bare", "LustreMachine", "own", Own), another = Event(_ns, "another", "LustreMachine", "own", Own);
        bare["metadata"]!.AsObject().Remove("labels");
        another["metadata"]!["labels"]!["lustre-operator.dev/host"] = Other;

        await AssertRefusedAsync(HttpMethod.Post, Events(_ns), bare);
        await AssertRefusedAsync(HttpMethod.Post, Events(_ns), another);
    }

    [Test]
    public async Task Label_of_an_event_is_not_taken_off()
    {
        await AssertDoneAsync(HttpMethod.Post, Events(_ns), Event(_ns, "labelled", "LustreMachine", "own", Own));
        await AssertRefusedAsync(HttpMethod.Patch, $"{Events(_ns)}/labelled", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = null } });
    }

    [Test]
    public async Task Event_of_somebody_else_is_not_rewritten()
    {
        await AssertRefusedAsync(HttpMethod.Patch, $"{Events(_ns)}/operators", new JsonObject { ["message"] = "forged" });
        JsonNode taken = Event(_ns, "operators", "LustreMachine", "own", Own);
        await AssertRefusedAsync(HttpMethod.Patch, $"{Events(_ns)}/operators", taken);
    }

    [Test]
    public async Task Event_of_its_own_is_not_turned_to_another_machine()
    {
        await AssertDoneAsync(HttpMethod.Post, Events(_ns), Event(_ns, "turned", "LustreMachine", "own", Own));
        await AssertRefusedAsync(HttpMethod.Patch, $"{Events(_ns)}/turned", new JsonObject { ["involvedObject"] = new JsonObject { ["name"] = "foreign" } });
    }

    // Rights that were widened by mistake change nothing: the policies hold all that an agent writes.
    [Test]
    public async Task Widened_rights_are_of_no_use()
    {
        string name = $"wide-{_ns}";
        (await _cluster.TryKubectl(_ns, $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: {{name}}}
            rules:
              - {apiGroups: [lustre-operator.dev, coordination.k8s.io, '', events.k8s.io], resources: ['*'], verbs: ['*']}
            """, "create", "-f", "-")).Succeeded();
        await _cluster.Kubectl(_ns, "create", "clusterrolebinding", name, $"--clusterrole={name}", $"--serviceaccount={installedIn}:lustre-agent-{Own}");
        try
        {
            await AssertRefusedAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Other}/status", Status);
            await AssertRefusedAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Own}", new JsonObject { ["spec"] = new JsonObject { ["fenced"] = true } });
            await AssertRefusedAsync(HttpMethod.Patch, $"{Machines}/own", new JsonObject { ["spec"] = new JsonObject { ["powerState"] = "Running" } });
            await AssertRefusedAsync(HttpMethod.Delete, $"{Machines}/foreign", null);
            await AssertRefusedAsync(HttpMethod.Patch, $"{Leases}/kvmhost-{Other}", new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "thief" } });
            await AssertRefusedAsync(HttpMethod.Delete, $"{Leases}/kvmhost-{Other}", null);
            await AssertRefusedAsync(HttpMethod.Delete, $"{Events(_ns)}/operators", null);
        }
        finally
        {
            await _cluster.Kubectl(_ns, "delete", "clusterrole,clusterrolebinding", name);
        }
    }

    [TestCase("--group=system:authenticated")]
    [TestCase("--user=somebody")]
    [TestCase("--serviceaccount=default:default")]
    public async Task Agents_role_is_for_agents_alone(string subject)
    {
        CommandResult given = await _cluster.TryKubectl(_ns, null, "create", "clusterrolebinding", $"given-{_ns}", "--clusterrole=lustre-operator-agent", subject, "--dry-run=server");

        Assert.That(given.Errors, Does.Contain("the role lustre-operator-agent is for service accounts lustre-agent-NAME alone"));
    }

    [Test]
    public async Task Identity_of_a_served_host_is_not_taken_over()
    {
        string other = await _cluster.NewNamespace();

        CommandResult result = await _cluster.Plugin("host", "add", Own, "--namespace", other, "--output", "/nowhere/kubeconfig");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        await AssertDoneAsync(HttpMethod.Patch, $"{Group}/kvmhosts/{Own}/status", new JsonObject { ["status"] = new JsonObject { ["hostName"] = "still.lab" } });
    }

    private string Machines => $"{Group}/namespaces/{_ns}/lustremachines";

    private string Leases => $"/apis/coordination.k8s.io/v1/namespaces/{installedIn}/leases";

    private static JsonNode Status => new JsonObject { ["status"] = new JsonObject { ["observedGeneration"] = 1 } };

    private static string Events(string ns) => $"/api/v1/namespaces/{ns}/events";

    private async Task AssertDoneAsync(HttpMethod method, string path, JsonNode? body)
    {
        (int code, JsonNode answer) = await _agent.SendAsync(method, path, body);
        Assert.That(code, Is.InRange(200, 201), $"{method} {path}: {answer.ToJsonString()}");
    }

    private async Task AssertRefusedAsync(HttpMethod method, string path, JsonNode? body)
    {
        (int code, JsonNode answer) = await _agent.SendAsync(method, path, body);
        Assert.That(code, Is.EqualTo(403), $"{method} {path}: {answer.ToJsonString()}");
    }

    private static string Machine(string name, string host) => $$$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreMachine
        metadata:
          name: {{{name}}}
          labels:
            lustre-operator.dev/host: {{{host}}}
        spec: {cluster: c, group: g, index: 0, roles: [OSS], host: {{{host}}}, powerState: 'Off', cpu: {count: 1}, memory: {size: 256Mi}}

        """;

    private static JsonObject Event(string ns, string name, string kind, string about, string reporter, string component = "lustre-agent")
    {
        JsonObject involved = new()
        {
            ["apiVersion"] = kind == "Pod" ? "v1" : "lustre-operator.dev/v1alpha1",
            ["kind"] = kind,
            ["name"] = about,
        };
        if (kind != "KvmHost")
        {
            involved["namespace"] = ns;
        }

        JsonObject metadata = new() { ["name"] = name, ["namespace"] = ns };
        if (kind == "LustreMachine")
        {
            metadata["labels"] = new JsonObject { ["lustre-operator.dev/host"] = reporter };
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = metadata,
            ["involvedObject"] = involved,
            ["type"] = "Normal",
            ["reason"] = "Tried",
            ["message"] = "tried",
            ["source"] = new JsonObject { ["component"] = component, ["host"] = reporter },
            ["reportingComponent"] = component,
            ["reportingInstance"] = reporter,
        };
    }
}
