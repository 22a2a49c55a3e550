using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>What a real API server does with good requests (read from the source of kube-apiserver 1.34), beyond those that were recorded.</summary>
internal sealed class BehaviorTests : SandboxFixture
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    [Test]
    public async Task GeneratedName_ofALongPrefix_has63Characters()
    {
        Answer answer = await Post(Maps, $$$"""{"metadata":{"generateName":"{{{new string('a', 70)}}}"} }""");

        Assert.That((string)answer.Body["metadata"]!["name"]!, Does.Match("^a{58}[a-z0-9]{5}$"));
    }

    [TestCase("size>1,size<3", "two")]
    [TestCase("size in (2,3)", "two three")]
    [TestCase("size notin (1,2)", "three")]
    [TestCase("size,!odd", "two")]
    [TestCase("odd=", "")]
    [TestCase("odd in (,yes)", "one three")]
    public async Task LabelSelector_picksByEveryRequirement(string selector, string names)
    {
        foreach ((string name, string labels) in (IEnumerable<(string, string)>)[("one", "\"size\":\"1\",\"odd\":\"yes\""), ("two", "\"size\":\"2\""), ("three", "\"size\":\"3\",\"odd\":\"yes\"")])
        {
            await Post("/api/v1/namespaces/kube-public/configmaps", Map(name, $$""","labels":{ {{labels}} }"""));
        }

        Answer answer = await Get($"/api/v1/namespaces/kube-public/configmaps?fieldSelector=metadata.name!=kube-root-ca.crt&labelSelector={Uri.EscapeDataString(selector)}");

        Assert.That(answer.Body["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]), Is.EquivalentTo(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Test]
    public async Task Owners_clearedAndThenApplied_beginWithAnUnnamedOne()
    {
        await Post(Valves, Valve("cleared"));
        Answer cleared = await Send(
            HttpMethod.Patch, $"{Valves}/cleared", """[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]""", "application/json-patch+json");

        Answer conflict = await Apply($"{Valves}/cleared", "red", Valve("cleared", spec: "\"size\":6"));

        Assert.That(cleared.Body["metadata"]!["managedFields"], Is.Null);
        Assert.That(conflict.Message, Is.EqualTo("Apply failed with 1 conflict: conflict with \"before-first-apply\" using plumbing.example.com/v1alpha1: .spec.size"));
    }

    [Test]
    public async Task Configuration_ofClientSideApply_isTakenOverByKubectlWithoutConflict()
    {
        await Post($"{Valves}?fieldManager=kubectl-client-side-apply", AppliedByClient("taken", 5, said: 5));

        Answer applied = await Apply($"{Valves}/taken", "kubectl", Valve("taken", spec: "\"size\":6"));

        Assert.That(applied.Code, Is.EqualTo(200), applied.Text);
        Assert.That((int)applied.Body["spec"]!["size"]!, Is.EqualTo(6));
        Assert.That(
            (string?)applied.Body["metadata"]!["annotations"]![LastApplied],
            Is.EqualTo("""{"apiVersion":"plumbing.example.com/v1alpha1","kind":"Valve","metadata":{"name":"taken"},"spec":{"size":6}}""" + "\n"));
    }

    [TestCase("other", 5, TestName = "Configuration_ofClientSideApply_isOthersToAnotherManager")]
    [TestCase("kubectl", 4, TestName = "Configuration_ofClientSideApply_thatSomebodyChanged_staysAConflict")]
    public async Task Configuration_ofClientSideApply_conflicts(string manager, int said)
    {
        string name = $"kept-{manager}";
        await Post($"{Valves}?fieldManager=kubectl-client-side-apply", AppliedByClient(name, 5, said));

        Answer applied = await Apply($"{Valves}/{name}", manager, Valve(name, spec: "\"size\":6"));

        Assert.That(applied.Message, Is.EqualTo("Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using plumbing.example.com/v1alpha1: .spec.size"));
    }

    [Test]
    public async Task Updaters_moreThanTen_arePutTogether()
    {
        await Post(Valves, Valve("crowded"));
        for (int i = 0; i < 12; i++)
        {
            await Merge($"{Valves}/crowded?fieldManager=m{i:00}", $$$"""{"metadata":{"annotations":{"a{{{i}}}":"b"} } }""");
        }

        JsonArray owners = (await Get($"{Valves}/crowded")).Body["metadata"]!["managedFields"]!.AsArray();

        Assert.That(owners, Has.Count.EqualTo(10));
        Assert.That(owners.Select(o => (string?)o!["manager"]), Does.Contain("ancient-changes").And.Contain("m11"));
    }

    [Test]
    public async Task Value_thatANewSchemaRefuses_mayStayWhenAnotherIsChanged()
    {
        const string definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        await Post(definitions, Definition("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}"""));
        const string things = "/apis/ratchet.example.com/v1/things";
        await Post(things, """{"apiVersion":"ratchet.example.com/v1","kind":"Thing","metadata":{"name":"old"},"spec":{"a":"long text","b":"x"}}""");
        await Merge(
            $"{definitions}/things.ratchet.example.com",
            $$"""{"spec":{{JsonNode.Parse(Definition("""{"type":"object","properties":{"a":{"type":"string","maxLength":2},"b":{"type":"string","maxLength":2}}}"""))!["spec"]!.ToJsonString()}}}""");

        Answer other = await Merge($"{things}/old", """{"spec":{"b":"y"}}""");
        Answer same = await Merge($"{things}/old", """{"spec":{"a":"longer text"}}""");

        Assert.That(other.Code, Is.EqualTo(200));
        Assert.That((same.Code, same.Message), Is.EqualTo((422, "Thing.ratchet.example.com \"old\" is invalid: spec.a: Too long: may not be more than 2 bytes")));
    }

    [Test]
    public async Task Default_thatANewSchemaBrings_isShownOfOldObjects()
    {
        const string definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        await Post(definitions, Definition("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}""", "grows"));
        await Post("/apis/ratchet.example.com/v1/grows", """{"apiVersion":"ratchet.example.com/v1","kind":"Thing","metadata":{"name":"old"},"spec":{"a":"x","b":"y"}}""");
        await Merge(
            $"{definitions}/grows.ratchet.example.com",
            $$"""{"spec":{{JsonNode.Parse(Definition("""{"type":"object","properties":{"a":{"type":"string"},"c":{"type":"string","default":"z"}}}""", "grows"))!["spec"]!.ToJsonString()}}}""");

        Answer shown = await Get("/apis/ratchet.example.com/v1/grows/old");

        Assert.That(shown.Body["spec"]!.ToJsonString(), Is.EqualTo("""{"a":"x","c":"z"}"""));
    }

    [Test]
    public async Task Definition_withRulesInCel_isCreatedWithOneWarning()
    {
        Answer answer = await Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition(
            """{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-validations":[{"rule":"true"},{"rule":"self.a == ''"}]}""", "rules"));

        Assert.That(answer.Code, Is.EqualTo(201));
        Assert.That(answer.Warnings, Has.Count.EqualTo(1));
        Assert.That(answer.Warnings[0], Does.Contain("does not evaluate CEL"));
    }

    [Test]
    public async Task Webhooks_created_areSaidNotToBeCalled()
    {
        Answer answer = await Post(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            """{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"w"},"webhooks":[]}""");

        Assert.That(answer.Warnings.Single(), Does.Contain("calls no webhook"));
    }

    [Test]
    public async Task Version_thatIsDeprecated_isWarnedOf()
    {
        JsonNode definition = JsonNode.Parse(Definition("""{"type":"object"}""", "olds"))!;
        definition["spec"]!["versions"]![0]!["deprecated"] = true;
        await Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.ToJsonString());

        Answer read = await Get("/apis/ratchet.example.com/v1/olds");
        Answer written = await Post("/apis/ratchet.example.com/v1/olds", """{"apiVersion":"ratchet.example.com/v1","kind":"Thing","metadata":{"name":"a"}}""");

        string[] warning = ["299 - \"ratchet.example.com/v1 Thing is deprecated\""];
        Assert.That(read.Warnings, Is.EqualTo(warning));
        Assert.That(written.Warnings, Is.EqualTo(warning));
    }

    [Test]
    public async Task ServiceAccount_deleted_isShownOnceMore()
    {
        await Post("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"robot"}}""");

        Assert.That((string?)(await Delete("/api/v1/namespaces/default/serviceaccounts/robot")).Body["kind"], Is.EqualTo("ServiceAccount"));
    }

    [Test]
    public async Task AccessReview_ofABoundAccount_saysByWhat()
    {
        await Post("/apis/rbac.authorization.k8s.io/v1/clusterroles", """{"metadata":{"name":"reads"},"rules":[{"apiGroups":[""],"resources":["nodes"],"verbs":["get"]}]}""");
        await Post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"metadata":{"name":"robots"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reads"},
             "subjects":[{"kind":"ServiceAccount","name":"robot","namespace":"default"}]}
            """);

        Answer answer = await Post("/apis/authorization.k8s.io/v1/subjectaccessreviews", """
            {"spec":{"user":"system:serviceaccount:default:robot","resourceAttributes":{"verb":"get","resource":"nodes"}}}
            """);

        Assert.That(answer.Body["status"]!.ToJsonString(), Is.EqualTo(
            """{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \"robots\" of ClusterRole \"reads\" to ServiceAccount \"robot/default\""}""".Replace("\\\"", "\\u0022", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Object_withTwoOwners_staysWhileOneIsThere()
    {
        string first = await Uid("first");
        string second = await Uid("second");
        await Post(Maps, Map("shared", $$$""","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"first","uid":"{{{first}}}"},{"apiVersion":"v1","kind":"ConfigMap","name":"second","uid":"{{{second}}}"}]"""));

        await Delete($"{Maps}/first");
        await Until(async () => (await Get($"{Maps}/shared")).Body["metadata"]!["ownerReferences"]!.AsArray().Count == 1);
        await Delete($"{Maps}/second");

        await Until(async () => (await Get($"{Maps}/shared")).Code == 404);
    }

    [Test]
    public async Task Object_whoseOwnerNeverWas_isCollected()
    {
        await Post(Maps, Map("orphan", ""","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"nobody","uid":"no-such-uid"}]"""));

        await Until(async () => (await Get($"{Maps}/orphan")).Code == 404);
    }

    [TestCase("kube-public", "owner", "ConfigMap", Description = "an owner is looked for in the namespace of what it owns")]
    [TestCase("default", "another", "ConfigMap", Description = "by its name")]
    [TestCase("default", "owner", "Secret", Description = "and its kind")]
    public async Task Object_whoseOwnerIsNotWhereItIsNamed_isCollected(string ns, string name, string kind)
    {
        string uid = await Uid("owner");
        string maps = $"/api/v1/namespaces/{ns}/configmaps";

        await Post(maps, Map("stray", $$$""","ownerReferences":[{"apiVersion":"v1","kind":"{{{kind}}}","name":"{{{name}}}","uid":"{{{uid}}}"}]"""));

        await Until(async () => (await Get($"{maps}/stray")).Code == 404);
    }

    [Test]
    public async Task Object_whoseOwnerIsOfAnUnservedKind_isLeft()
    {
        await Post(Maps, Map("far", ""","ownerReferences":[{"apiVersion":"none.example.com/v1","kind":"None","name":"a","uid":"b"}]"""));
        await Object_whoseOwnerNeverWas_isCollected();

        Assert.That((await Get($"{Maps}/far")).Code, Is.EqualTo(200));
    }

    [Test]
    public async Task Namespace_created_holdsItsAccountAndTheAuthority()
    {
        const string ns = "/api/v1/namespaces/fresh";
        await Post("/api/v1/namespaces", """{"metadata":{"name":"fresh"}}""");

        await Until(async () => (await Get($"{ns}/serviceaccounts/default")).Code == 200);
        await Until(async () => (string?)(await Get($"{ns}/configmaps/kube-root-ca.crt")).Body["data"]?["ca.crt"] == Server.CaCertificatePem);
        await Delete($"{ns}/serviceaccounts/default");

        await Until(async () => (await Get($"{ns}/serviceaccounts/default")).Code == 200);
    }

    [Test]
    public async Task List_ofAnOlderVersion_showsWhatWasThere()
    {
        await Post(Maps, Map("early", data: "\"a\":\"1\""));
        string version = await Version();
        await Merge($"{Maps}/early", """{"data":{"a":"2"}}""");
        await Delete($"{Maps}/early");

        Answer then = await Get($"{Maps}?resourceVersionMatch=Exact&resourceVersion={version}&fieldSelector=metadata.name=early");

        JsonNode item = then.Body["items"]!.AsArray().Single()!;
        Assert.That(((string?)item["data"]!["a"], (string?)item["metadata"]!["resourceVersion"]), Is.EqualTo(("1", version)));
    }

    [Test]
    public async Task Deployment_scaled_hasItsReplicas()
    {
        const string path = "/apis/apps/v1/namespaces/default/deployments";
        await Post(path, """
            {"metadata":{"name":"wide"},"spec":{"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);

        await Merge($"{path}/wide/scale", """{"spec":{"replicas":3}}""");

        Assert.That((int?)(await Get($"{path}/wide")).Body["spec"]!["replicas"], Is.EqualTo(3));
        Assert.That((await Merge($"{path}/wide/scale", """{"spec":{"replicas":-1}}""")).Code, Is.EqualTo(422));
    }

    [Test]
    public async Task Namespace_deleted_waitsForAFinalizerInIt()
    {
        await Post("/api/v1/namespaces", """{"metadata":{"name":"held"}}""");
        await Post("/api/v1/namespaces/held/configmaps", Map("holds", ",\"finalizers\":[\"example.com/hold\"]"));
        await Delete("/api/v1/namespaces/held");
        await Until(async () => (await Get("/api/v1/namespaces/held/configmaps/holds")).Body["metadata"]!["deletionTimestamp"] is not null);
        await Until(async () => (await Get("/api/v1/namespaces/held")).Body["status"]!["conditions"] is not null);
        Answer held = await Get("/api/v1/namespaces/held");

        await Merge("/api/v1/namespaces/held/configmaps/holds", """{"metadata":{"finalizers":null}}""");

        await Until(async () => (await Get("/api/v1/namespaces/held")).Code == 404);
        Assert.That(held.Body["status"]!["conditions"]!.AsArray().Where(c => (string?)c!["status"] == "True").Select(c => (string?)c!["message"]), Is.EqualTo((string[])
        [
            "Some resources are remaining: configmaps. has 1 resource instances",
            "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
        ]));
    }

    private async Task<string> Uid(string name) => (string)(await Post(Maps, Map(name))).Body["metadata"]!["uid"]!;

    private static string Definition(string spec, string plural = "things") => $$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.ratchet.example.com"},
         "spec":{"group":"ratchet.example.com","scope":"Cluster","names":{"plural":"{{{plural}}}","kind":"Thing"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{{{spec}}} } } } }]} }
        """;

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var deadline = MachineTime.Limit(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    private static string AppliedByClient(string name, int size, int said)
    {
        JsonNode body = JsonNode.Parse(Valve(name, spec: $"\"size\":{size}"))!;
        body["metadata"]!["annotations"] = new JsonObject { [LastApplied] = Valve(name, spec: $"\"size\":{said}") };
        return body.ToJsonString();
    }
}
