using System.Net;
using System.Text;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;

namespace LustreOperator.Cli.Tests.Plan;

/// <summary>What <c>plan -f</c> takes: as kubectl, files, folders, addresses, lists and standard input, and YAML as kubectl reads it.</summary>
internal sealed class PlanSourceTests
{
    private const string Spec = "{machines: [{name: oss, roles: [OSS], cpu: {count: 6}, memory: {size: 1Gi}}]}";

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start()
    {
        _sandbox = await SandboxLab.StartAsync("kvm1");
        Directory.CreateDirectory(Path.Combine(_sandbox.Folder, "d", "more"));
        await WriteAsync("a.yaml", Cluster("a"));
        await WriteAsync("b.yaml", Cluster("b"));
        await WriteAsync("d/2.yml", Cluster("d2"));
        await WriteAsync("d/1.yaml", Cluster("d1"));
        await WriteAsync("d/notes.txt", "no manifest");
        await WriteAsync("d/more/3.json", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "qa"}}{"apiVersion": "lustre-operator.dev/v1alpha1", "kind": "LustreCluster", "metadata": {"name": "d3"}, "spec": {"machines": [{"name": "c", "roles": ["Client"], "cpu": {"count": 1}, "memory": {"size": "1Gi"}}]}}""");
    }

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [TestCase("-f a.yaml -f b.yaml", "a", "b")]
    [TestCase("-f b.yaml,a.yaml", "b", "a")]
    [TestCase("--filename a.yaml -f a.yaml", "a")]
    [TestCase("-f d", "d1", "d2")]
    [TestCase("-f d/ -f a.yaml", "d1", "d2", "a")]
    [TestCase("-f d/more", "d3")]
    [TestCase("-f d -R", "d1", "d2", "d3")]
    public async Task Clusters_of_all_files_are_planned_in_order(string options, params string[] clusters)
    {
        CliResult result = await _sandbox.RunAsync($"plan {options}");

        Assert.That(result.Out.Split('\n').Where(line => line.StartsWith("cluster default/", StringComparison.Ordinal)).Select(line => line.Split('/')[1].Split(' ')[0]), Is.EqualTo(clusters), result.Error);
    }

    [Test]
    public async Task Later_cluster_sees_the_places_that_the_earlier_takes()
    {
        await WriteAsync("c.yaml", Cluster("c"));

        CliResult result = await _sandbox.RunAsync("plan -f a.yaml -f b.yaml -f c.yaml");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Out, Does.Match("a-oss-0 +kvm1 +0 ").And.Match("b-oss-0 +kvm1 +1 ").And.Contains("cluster default/c (new): no machine would be made, since not all of them fit"));
    }

    [Test]
    public async Task Standing_input_and_files_go_together()
    {
        CliResult result = await Cli.RunAsync(_sandbox.Folder, "plan -f - -f a.yaml --kubeconfig kubeconfig", Cluster("b"));

        Assert.That(result.Out, Does.StartWith("cluster default/b (new)").And.Contains("cluster default/a (new)"), result.Error);
    }

    [TestCase("-f a.yaml -f a2.yaml", "cluster default/a is described in a.yaml and in a2.yaml; the last one would overwrite the others")]
    [TestCase("-f absent.yaml", "there is no file absent.yaml")]
    [TestCase("-f a.yaml,", "a name given with --filename is empty")]
    [TestCase("-f empty", "empty holds no file that ends in .json, .yaml, .yml; --recursive looks into its folders, too")]
    [TestCase("-f nothing.yaml", "nothing.yaml holds no LustreCluster; only clusters can be planned")]
    [TestCase("-f http://127.0.0.1:1/a.yaml", "http://127.0.0.1:1/a.yaml cannot be read: ")]
    [TestCase("-f http://me:secret@127.0.0.1:1/a.yaml", "http://127.0.0.1:1/a.yaml cannot be read: ")]
    public async Task What_cannot_be_read_is_told_in_one_line(string options, string said)
    {
        Directory.CreateDirectory(Path.Combine(_sandbox.Folder, "empty"));
        await WriteAsync("a2.yaml", Cluster("a"));
        await WriteAsync("nothing.yaml", "# nothing\n---\n---\n");

        CliResult result = await _sandbox.RunAsync($"plan {options}");

        Assert.That(result.Code, Is.EqualTo(options.EndsWith(',') ? ExitCode.Usage : ExitCode.Failed));
        Assert.That(result.Error, Does.StartWith("kubectl lustre: ").And.Contains(said).And.Not.Contains("secret"));
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
    }

    [Test]
    public async Task Address_is_fetched_and_its_refusal_told()
    {
        using HttpListener server = new();
        int port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        Task answering = AnswerAsync(server, Cluster("w"));

        CliResult found = await _sandbox.RunAsync($"plan -f http://127.0.0.1:{port}/w.yaml");
        CliResult absent = await _sandbox.RunAsync($"plan -f http://127.0.0.1:{port}/absent.yaml");

        Assert.That(found.Out, Does.StartWith("cluster default/w (new)"), found.Error);
        Assert.That(absent, Is.EqualTo(new CliResult(ExitCode.Failed, "", $"kubectl lustre: http://127.0.0.1:{port}/absent.yaml cannot be read: its server answers 404 Not Found\n")));
        await answering;
    }

    [TestCase("on", "metadata.name must be text, and is the boolean true (YAML takes on, off, yes, no, y and n for booleans); write it in quotes")]
    [TestCase("off", "metadata.name must be text, and is the boolean false")]
    [TestCase("y", "metadata.name must be text, and is the boolean true")]
    [TestCase("n", "metadata.name must be text, and is the boolean false")]
    [TestCase("123", "metadata.name must be text, and is the number 123; write it in quotes")]
    [TestCase("1_000", "metadata.name must be text, and is the number 1000; write it in quotes")]
    [TestCase("0o17", "metadata.name must be text, and is the number 15; write it in quotes")]
    [TestCase("~", "metadata.name is missing")]
    [TestCase("[a]", "metadata.name must be text")]
    [TestCase("a, namespace: on", "metadata.namespace must be text, and is the boolean true")]
    [TestCase("a, labels: {team: on}", "metadata.labels[team] must be text, and is the boolean true")]
    [TestCase("a, labels: [b]", "metadata.labels must be a map")]
    [TestCase("a, annotations: {when: 10}", "metadata.annotations[when] must be text, and is the number 10")]
    [TestCase(".inf", "error converting YAML to JSON: json: unsupported value: +Inf")]
    public async Task What_YAML_takes_for_something_else_is_told_with_its_path(string name, string said)
    {
        await WriteAsync("c.yaml", $"apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: {{name: {name}}}\nspec: {Spec}\n");

        CliResult result = await _sandbox.RunAsync("plan -f c.yaml");

        Assert.That((result.Code, result.Out), Is.EqualTo((ExitCode.Failed, "")));
        Assert.That(result.Error, Does.StartWith($"kubectl lustre: c.yaml: {said}"));
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
    }

    [TestCase("kind: LustreCluster\nmetadata: {name: a}", "c.yaml: apiVersion is missing")]
    [TestCase("apiVersion: lustre-operator.dev/v1\nkind: LustreCluster\nmetadata: {name: a}", "c.yaml: apiVersion is lustre-operator.dev/v1, and must be lustre-operator.dev/v1alpha1")]
    [TestCase("apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: null", "c.yaml: metadata.name is missing")]
    [TestCase("apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: 5", "c.yaml: metadata must be a map")]
    [TestCase("apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: {name: a}\nspec: on", "c.yaml: spec must be a map")]
    [TestCase("apiVersion: lustre-operator.dev/v1alpha1\nkind: on\nmetadata: {name: a}", "c.yaml: kind must be text, and is the boolean true")]
    [TestCase("apiVersion: v1\nkind: List\nitems: [5]", "c.yaml holds something that is no Kubernetes object")]
    [TestCase("hello", "c.yaml holds something that is no Kubernetes object")]
    public async Task Object_that_is_none_is_told(string text, string said)
    {
        await WriteAsync("c.yaml", text);

        Assert.That((await _sandbox.RunAsync("plan -f c.yaml")).Error, Does.StartWith($"kubectl lustre: {said}"));
    }

    [Test]
    public async Task Boolean_where_the_schema_wants_text_is_told_with_its_path_and_what_to_do()
    {
        await WriteAsync("c.yaml", Cluster("c").Replace("roles: [OSS]", "roles: [OSS], powerState: Off", StringComparison.Ordinal));

        CliResult result = await _sandbox.RunAsync("plan -f c.yaml");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Out, Does.Contain("spec.machines[0].powerState: ").And.Contains("must be of type string").And.Contains("write it in quotes"));
    }

    [Test]
    public async Task Quoted_Off_merge_keys_and_anchors_are_planned()
    {
        await WriteAsync("c.yaml", """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: lustre-operator.dev/v1alpha1
                kind: LustreCluster
                metadata: {name: "on"}
                spec:
                  machines:
                    - &oss {name: oss, roles: [OSS], cpu: {count: 0x1}, memory: {size: 1Gi}, powerState: "Off"}
                    - {<<: *oss, name: spare}
            """);

        CliResult result = await _sandbox.RunAsync("plan -f c.yaml");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error + result.Out);
        Assert.That(result.Out, Does.Match("on-oss-0 +kvm1 .*Off").And.Match("on-spare-0 +kvm1 .*Off"));
    }

    [Test]
    public async Task Key_that_is_there_twice_is_noted()
    {
        await WriteAsync("c.yaml", Cluster("c").Replace("count: 6", "count: 5, count: 1", StringComparison.Ordinal));

        CliResult result = await _sandbox.RunAsync("plan -f c.yaml");

        Assert.That((result.Code, result.Error), Is.EqualTo((ExitCode.Done, "note: c.yaml: line 4: key count is there twice; the last one counts\n")));
    }

    private static string Cluster(string name) => $"apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: {{name: {name}}}\nspec: {Spec}\n";

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, file), text);

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Two requests.
    private static async Task AnswerAsync(HttpListener server, string text)
    {
        for (int i = 0; i < 2; i++)
        {
            HttpListenerContext context = await server.GetContextAsync();
            bool isThere = context.Request.Url!.AbsolutePath == "/w.yaml";
            context.Response.StatusCode = isThere ? 200 : 404;
            if (isThere)
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            }

            context.Response.Close();
        }
    }
}
