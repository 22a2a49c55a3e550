using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>What people do with kubectl beyond the recorded commands.</summary>
[Category("integration")]
internal sealed class KubectlTests
{
    private string _folder = string.Empty;
    private SandboxServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (KubectlProcess.Path is null)
        {
            Assert.Ignore("There is no kubectl on this machine.");
        }

        _folder = Directory.CreateTempSubdirectory("kubectl").FullName;
        var options = new SandboxOptions { KubeconfigPath = Path.Combine(_folder, "kubeconfig") };
        _server = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public async Task ServiceAccountToken_withRole_mayDoWhatTheRoleAllows()
    {
        await Kubectl("create namespace rbac");
        await Kubectl("create serviceaccount agent -n rbac");
        await Kubectl("create role reader -n rbac --verb=get,list --resource=configmaps");
        await Kubectl("create rolebinding reader -n rbac --role=reader --serviceaccount=rbac:agent");
        string token = (await Kubectl("create token agent -n rbac")).Trim();

        Assert.That((await Kubectl($"auth can-i list configmaps -n rbac --token={token}", anyExit: true)).Trim(), Is.EqualTo("yes"));
        Assert.That((await Kubectl($"auth can-i delete configmaps -n rbac --token={token}", anyExit: true)).Trim(), Is.EqualTo("no"));
        Assert.That(
            (await Kubectl("auth can-i list configmaps -n rbac --as=system:serviceaccount:rbac:agent", anyExit: true)).Trim(),
            Is.EqualTo("yes"));
    }

    [Test]
    public async Task ClientSideApply_becomesServerSideApply_withoutConflict()
    {
        await Kubectl("create namespace upgrade");
        await Manifest("upgrade", "old", "kept");
        await Kubectl("apply -f upgrade.yaml");
        await Manifest("upgrade", "new", "added");

        await Kubectl("apply --server-side -f upgrade.yaml");

        Assert.That(await Kubectl("get configmap c -n upgrade -o jsonpath={.data}"), Is.EqualTo("""{"added":"1","text":"new"}"""), "what the configuration has no more is gone");
        Assert.That(await Kubectl("get configmap c -n upgrade -o jsonpath={.metadata.managedFields[*].manager}"), Does.Not.Contain("client-side"));

        Task Manifest(string ns, string text, string key) => File.WriteAllTextAsync(
            Path.Combine(_folder, $"{ns}.yaml"),
            $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"{{ns}}"},"data":{"text":"{{text}}","{{key}}":"1"} }""");
    }

    [TestCase("background")]
    [TestCase("foreground")]
    public async Task Owner_deleted_takesItsDependentsAlong(string cascade)
    {
        string ns = "own-" + cascade;
        await OwnerAndDependentAsync(ns);

        await Kubectl($"delete configmap owner -n {ns} --cascade={cascade}");
        await Kubectl($"wait configmap/dependent -n {ns} --for=delete --timeout=24h");
    }

    [Test]
    public async Task Owner_deletedAsOrphan_leavesItsDependents()
    {
        await OwnerAndDependentAsync("own-orphan");

        await Kubectl("delete configmap owner -n own-orphan --cascade=orphan");

        Assert.That(await Kubectl("get configmap dependent -n own-orphan -o jsonpath={.metadata.ownerReferences}"), Is.Empty);
    }

    [Test]
    public async Task Namespace_deleted_goesWithItsContents()
    {
        await Kubectl("create namespace going");
        await Kubectl("create configmap c -n going --from-literal=a=b");

        await Kubectl("delete namespace going");

        Assert.That(await Kubectl("get namespaces -o name"), Does.Not.Contain("going"));
    }

    [Test]
    public async Task BuiltInKinds_explainedAndListed_areKnown()
    {
        Assert.That(await Kubectl("explain lease.spec"), Does.Contain("holderIdentity"));
        Assert.That(await Kubectl("api-resources"), Does.Contain("serviceaccounts").And.Contain("customresourcedefinitions"));
        Assert.That(await Kubectl("get namespaces"), Does.Contain("default").And.Contain("Active"));
        Assert.That(await Kubectl("version"), Does.Contain("v1.34"));
    }

    [Test]
    public async Task BuiltInObjects_appliedBothWays_merge()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "map.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: both, namespace: default}\ndata: {a: b}\n");

        Assert.That(await Kubectl("apply -f map.yaml"), Does.Contain("created"));
        Assert.That(await Kubectl("apply -f map.yaml"), Does.Contain("unchanged"));
        Assert.That(await Kubectl("apply --server-side -f map.yaml"), Does.Contain("serverside-applied"));
        Assert.That(await Kubectl("apply --server-side -f map.yaml"), Does.Contain("serverside-applied"));
        Assert.That(await Kubectl("get configmap both -o jsonpath={.data.a}"), Is.EqualTo("b"));
    }

    [Test]
    public async Task Watch_ofAKind_showsWhatComesChangesAndGoes()
    {
        await Kubectl("create namespace watched");
        _server.ResetRequestCounts();
        Task<string> watching = Kubectl("get configmaps -n watched -w --field-selector=metadata.name=one --output-watch-events --request-timeout=5s", anyExit: true);
        await Eventually.That(() => _server.RequestCounts().Any(c => c is { Verb: "watch", Resource: "configmaps" }), TimeSpan.FromSeconds(5));

        await Kubectl("create configmap one -n watched --from-literal=a=b");
        await Kubectl("""patch configmap one -n watched --type=merge -p {"data":{"c":"d"}}""");
        await Kubectl("delete configmap one -n watched");

        string[] lines = [.. (await watching).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]))];
        Assert.That(lines, Is.EqualTo((string[])["EVENT NAME DATA", "ADDED one 1", "MODIFIED one 2", "DELETED one 2"]));
    }

    [Test]
    public async Task Events_ofAnObject_areListedInOrder()
    {
        await Kubectl("create namespace told");
        foreach ((string name, string minute) in (IEnumerable<(string, string)>)[("later", "02"), ("first", "01")])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.yaml"), $$"""
                apiVersion: v1
                kind: Event
                metadata: {name: {{name}}, namespace: told}
                involvedObject: {apiVersion: v1, kind: ConfigMap, name: thing, namespace: told}
                reason: {{name}}
                message: it was {{name}}
                type: Normal
                firstTimestamp: "2026-01-01T00:{{minute}}:00Z"
                lastTimestamp: "2026-01-01T00:{{minute}}:00Z"
                count: 1
                """);
            await Kubectl($"create -f {name}.yaml");
        }

        string[] lines = [.. (await Kubectl("events -n told --for configmap/thing --no-headers")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Contain("ConfigMap/thing").And.EndWith("it was first"));
        Assert.That(lines[1], Does.EndWith("it was later"));
        Assert.That(await Kubectl("describe namespace told"), Does.Contain("Active"));
    }

    [Test]
    public async Task Collection_deletedBySelector_leavesTheOthers()
    {
        await Kubectl("create namespace picked");
        await Kubectl("create configmap goes -n picked");
        await Kubectl("create configmap stays -n picked");
        await Kubectl("label configmap goes -n picked away=yes");

        await Kubectl("delete configmaps -n picked -l away=yes");

        Assert.That((await Kubectl("get configmaps -n picked -o name")).Trim(), Is.EqualTo("configmap/kube-root-ca.crt\nconfigmap/stays"));
    }

    [TestCase("create deployment made --image=i:1 --replicas=2 -n typed", "{.spec.replicas} {.spec.template.spec.containers[0].imagePullPolicy}", "deployment/made", "2 IfNotPresent")]
    [TestCase("create service clusterip made --tcp=80:8080 -n typed", "{.spec.ports[0].targetPort}", "service/made", "8080")]
    [TestCase("create secret generic made --from-literal=a=b -n typed", "{.data.a}", "secret/made", "Yg==")]
    [TestCase("create rolebinding made --clusterrole=view --user=jane -n typed", "{.subjects[0].apiGroup}", "rolebinding/made", "rbac.authorization.k8s.io")]
    public async Task Object_thatKubectlMakesInTheBinaryForm_isReadWhole(string command, string path, string name, string value)
    {
        await Kubectl("create namespace typed", anyExit: true);
        await Kubectl(command);

        Assert.That(await Kubectl($"get {name} -n typed -o jsonpath={path.Replace(' ', '+')}"), Is.EqualTo(value.Replace(' ', '+')));
    }

    [Test]
    public async Task List_withAnUnknownKindInIt_makesTheRest()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "list.yaml"), """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: known, namespace: default}}
            - {apiVersion: none.example.com/v1, kind: None, metadata: {name: unknown, namespace: default}}
            """);

        await Kubectl("create -f list.yaml", anyExit: true);

        Assert.That(await Kubectl("get configmap known -n default -o name"), Is.EqualTo("configmap/known\n"));
    }

    [Test]
    public async Task Definition_withAnUnknownField_isRefusedByKubectlsDefault()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "unknown.yaml"), """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: commas.typed.example.com}
            spec:
              group: typed.example.com
              scope: Namespaced
              names: {plural: commas, kind: Comma}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object}}
                additionalPrinterColumns:
                - {name: Running, type: string, jsonPath: .status.running, descripton: Machines that run}
            """);

        (int exit, _, string error) = await KubectlProcess.RunAsync(
            _folder, Path.Combine(_folder, "kubeconfig"), ["apply", "-f", "unknown.yaml"], CancellationToken.None);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(error, Does.Contain("strict decoding error: unknown field \"spec.versions[0].additionalPrinterColumns[0].descripton\""));
        await Kubectl("apply -f unknown.yaml --validate=warn");
    }

    private async Task OwnerAndDependentAsync(string ns)
    {
        await Kubectl($"create namespace {ns}");
        await Kubectl($"create configmap owner -n {ns}");
        string uid = await Kubectl($"get configmap owner -n {ns} -o jsonpath={{.metadata.uid}}");
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{ns}.yaml"), $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: dependent
              namespace: {{ns}}
              ownerReferences:
              - {apiVersion: v1, kind: ConfigMap, name: owner, uid: {{uid}}, blockOwnerDeletion: true}
            """);
        await Kubectl($"apply -f {ns}.yaml");
    }

    private async Task<string> Kubectl(string arguments, bool anyExit = false)
    {
        (int exit, string output, string error) = await KubectlProcess.RunAsync(
            _folder, Path.Combine(_folder, "kubeconfig"), arguments.Split(' '), CancellationToken.None);
        Assert.That(anyExit || exit == 0, Is.True, $"kubectl {arguments}: {error}");
        return output;
    }
}
