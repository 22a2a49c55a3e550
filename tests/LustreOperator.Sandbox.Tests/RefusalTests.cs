using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Requests that a real API server refuses, with its words (read from the source of kube-apiserver 1.34), beyond those that were recorded.</summary>
internal sealed class RefusalTests : SandboxFixture
{
    [Test]
    public async Task Deletion_withUnknownPolicy_isRefused()
    {
        Answer answer = await Delete($"{Valves}/nobody?propagationPolicy=Bogus");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            422, """DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Bogus": supported values: "Foreground", "Background", "Orphan", "nil" """.Trim())));
    }

    [Test]
    public async Task Deletion_withTwoPolicies_isRefused()
    {
        Answer answer = await Delete($"{Valves}/nobody", """{"propagationPolicy":"Orphan","orphanDependents":true}""");

        Assert.That(answer.Message, Does.EndWith("""propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set"""));
    }

    [TestCase("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [TestCase("resourceVersion=0&resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [TestCase("resourceVersion=1&resourceVersionMatch=Odd", "resourceVersionMatch: Unsupported value: \"Odd\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [TestCase("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [TestCase("watch=1&sendInitialEvents=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [TestCase("watch=1&resourceVersionMatch=Exact", "[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    public async Task List_withContradictingOptions_isRefused(string query, string fault)
    {
        Answer answer = await Get($"{Valves}?{query}");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((422, $"ListOptions.meta.k8s.io \"\" is invalid: {fault}")));
    }

    [TestCase("application/merge-patch+json", "[]", "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [TestCase("application/merge-patch+json", "{", "error decoding patch: unexpected end of JSON input")]
    [TestCase("application/json-patch+json", "{}", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    public async Task Patch_ofWrongShape_isRefused(string type, string body, string fault)
    {
        await Post(Valves, Valve("shape"));

        Answer answer = await Send(HttpMethod.Patch, $"{Valves}/shape", body, type);

        Assert.That((answer.Code, answer.Message), Is.EqualTo((400, fault)));
    }

    [TestCase("force=true", "force: Forbidden: may not be specified for non-apply patch")]
    [TestCase("fieldValidation=Odd", "fieldValidation: Unsupported value: \"Odd\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [TestCase("fieldManager=a%01b", "fieldManager: Invalid value: \"a\\u0001b\": invalid character U+0001 (at position 1)")]
    public async Task Patch_withOddOptions_isRefused(string query, string fault)
    {
        Answer answer = await Merge($"{Valves}/nobody?{query}", "{}");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((422, $"PatchOptions.meta.k8s.io \"\" is invalid: {fault}")));
    }

    [Test]
    public async Task Patch_withUnknownFieldUnderStrict_isInvalid()
    {
        await Post(Valves, Valve("strict"));

        Answer answer = await Merge($"{Valves}/strict?fieldValidation=Strict", """{"spec":{"sise":1}}""");

        Assert.That(answer.Code, Is.EqualTo(422));
        Assert.That(answer.Message, Does.StartWith(""" "" is invalid: patch: Invalid value: "{\"apiVersion\":""").And.EndWith("""strict decoding error: unknown field "spec.sise" """.Trim()));
    }

    [TestCase("\"sise\":1", ".spec.sise: field not declared in schema")]
    [TestCase("\"size\":\"big\"", ".spec.size: expected numeric (int or float), got string")]
    [TestCase("\"size\":1,\"ports\":[{\"flow\":1}]", ".spec.ports: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [TestCase("\"size\":1,\"tags\":[\"a\",\"a\"]", ".spec.tags: duplicate entries for key [=\"a\"]")]
    public async Task Configuration_thatDoesNotFitTheSchema_isNotMerged(string spec, string fault)
    {
        Answer answer = await Apply($"{Valves}/typed", "red", Valve("typed", spec: spec));

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            500, $"failed to create typed patch object (/typed; plumbing.example.com/v1alpha1, Kind=Valve): {fault}")));
    }

    [Test]
    public async Task Configuration_withTheUidOfNothing_conflicts()
    {
        Answer answer = await Apply($"{Valves}/ghost", "red", Valve("ghost", ",\"uid\":\"abc\""));

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            409, "Operation cannot be fulfilled on valves.plumbing.example.com \"ghost\": uid mismatch: the provided object specified uid abc, and no existing object was found")));
    }

    [Test]
    public async Task Patch_withForeignUid_isInvalidForTheObjectAndIgnoredForItsStatus()
    {
        await Post(Valves, Valve("uid"));

        Answer main = await Merge($"{Valves}/uid", """{"metadata":{"uid":"abc"}}""");
        Answer status = await Merge($"{Valves}/uid/status", """{"metadata":{"uid":"abc"},"status":{"opened":1}}""");

        Assert.That((main.Code, main.Message), Is.EqualTo((422, """Valve.plumbing.example.com "uid" is invalid: metadata.uid: Invalid value: "abc": field is immutable""")));
        Assert.That(status.Code, Is.EqualTo(200));
    }

    [TestCase("{\"labels\":{\"a b\":\"c\"}}", "metadata.labels: Invalid value: \"a b\": name part must consist of")]
    [TestCase("{\"labels\":{\"a\":\"c d\"}}", "metadata.labels: Invalid value: \"c d\": a valid label must be an empty string or consist of")]
    [TestCase("{\"labels\":{\"/a\":\"\"}}", "metadata.labels: Invalid value: \"/a\": prefix part must be non-empty")]
    [TestCase("{\"labels\":{\"a/b/c\":\"\"}}", "metadata.labels: Invalid value: \"a/b/c\": a qualified name must consist of")]
    [TestCase("{\"annotations\":{\"a b\":\"\"}}", "metadata.annotations: Invalid value: \"a b\": name part must consist of")]
    [TestCase("{\"finalizers\":[\"a b\"]}", "metadata.finalizers: Invalid value: \"a b\": name part must consist of")]
    [TestCase("{\"finalizers\":[\"orphan\",\"foregroundDeletion\"]}", "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer orphan and foregroundDeletion cannot be both set")]
    [TestCase("{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"n\"}]}", "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty")]
    [TestCase("{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"A\",\"name\":\"a\",\"uid\":\"1\",\"controller\":true},{\"apiVersion\":\"v1\",\"kind\":\"B\",\"name\":\"b\",\"uid\":\"2\",\"controller\":true}]}", "Only one reference can have Controller set to true. Found \"true\" in references for A/a and B/b")]
    public async Task Metadata_thatBreaksARule_isRefusedWithIt(string metadata, string fault)
    {
        JsonObject body = JsonNode.Parse(Map("metadata"))!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(metadata)!.AsObject())
        {
            body["metadata"]![name] = value!.DeepClone();
        }

        Answer answer = await Post(Maps, body.ToJsonString());

        Assert.That(answer.Code, Is.EqualTo(422));
        Assert.That(answer.Message, Does.Contain(fault));
    }

    [Test]
    public async Task BuiltInKind_withAnUnknownField_isWarnedOfOrRefused()
    {
        Answer warned = await Post(Maps, """{"metadata":{"name":"typo"},"dta":{"a":"b"}}""");
        Answer refused = await Post($"{Maps}?fieldValidation=Strict", """{"metadata":{"name":"typo2"},"dta":{"a":"b"}}""");

        Assert.That(warned.Warnings, Is.EqualTo((string[])["299 - \"unknown field \\\"dta\\\"\""]));
        Assert.That(warned.Body["dta"], Is.Null);
        Assert.That((refused.Code, refused.Message), Is.EqualTo((
            400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dta\"")));
    }

    [Test]
    public async Task BuiltInKind_withANumberForAString_isRefused()
    {
        Answer answer = await Post(Maps, """{"metadata":{"name":"number"},"data":{"a":1}}""");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string")));
    }

    [Test]
    public async Task Annotations_over256KiB_areTooLong()
    {
        Answer answer = await Post(Maps, Map("large", $$""","annotations":{"a":"{{new string('x', 256 * 1024)}}"}"""));

        Assert.That(answer.Message, Does.EndWith("metadata.annotations: Too long: may not be more than 262144 bytes"));
    }

    [Test]
    public async Task Update_withoutName_isRefused()
    {
        await Post(Maps, Map("named"));

        Answer answer = await Put($"{Maps}/named", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((400, "the name of the object (named based on URL) was undeterminable: name must be provided")));
    }

    [Test]
    public async Task Lease_updatedWithoutVersion_isRefusedAndAMissingOneIsCreated()
    {
        const string leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases/leader";
        const string body = """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"leader"},"spec":{"holderIdentity":"a"}}""";

        Answer created = await Put(leases, body);
        Answer again = await Put(leases, body);

        Assert.That(created.Code, Is.EqualTo(201));
        Assert.That((again.Code, again.Message), Is.EqualTo((
            422, """leases.coordination.k8s.io "leader" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update""")));
    }

    [Test]
    public async Task Namespace_thatIsTheServersOwn_isNotDeleted()
    {
        Answer answer = await Delete("/api/v1/namespaces/default");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((403, "namespaces \"default\" is forbidden: this namespace may not be deleted")));
    }

    [Test]
    public async Task Content_forATerminatingNamespace_isForbiddenWithTheCause()
    {
        await Post("/api/v1/namespaces", """{"metadata":{"name":"leaving"}}""");
        await Post("/api/v1/namespaces/leaving/configmaps", Map("holds", ",\"finalizers\":[\"example.com/hold\"]"));
        await Delete("/api/v1/namespaces/leaving");

        Answer answer = await Post("/api/v1/namespaces/leaving/configmaps", Map("late"));

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            403, "configmaps \"late\" is forbidden: unable to create new content in namespace leaving because it is being terminated")));
        Assert.That((string?)answer.Body["details"]!["causes"]![0]!["reason"], Is.EqualTo("NamespaceTerminating"));
    }

    [Test]
    public async Task Binding_whoseRoleChanges_isRefused()
    {
        const string bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
        await Post(bindings, """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"one"},"subjects":[]}""");

        Answer answer = await Merge($"{bindings}/b", """{"roleRef":{"name":"two"}}""");

        Assert.That(answer.Code, Is.EqualTo(422));
        Assert.That(answer.Message, Does.EndWith("cannot change roleRef"));
    }

    [Test]
    public async Task ConfigMap_markedImmutable_doesNotChange()
    {
        await Post(Maps, """{"metadata":{"name":"fixed"},"data":{"a":"b"},"immutable":true}""");

        Answer answer = await Merge($"{Maps}/fixed", """{"data":{"a":"c"}}""");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((
            422, "ConfigMap \"fixed\" is invalid: data: Forbidden: field is immutable when `immutable` is set")));
    }

    [TestCase(",a", "found ',', expected: !, identifier, or 'end of string'")]
    [TestCase("a,", "found '', expected: identifier after ','")]
    [TestCase("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [TestCase("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [TestCase("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [TestCase("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [TestCase("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [TestCase("a=-b", "unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    public async Task LabelSelector_thatIsNone_isRefused(string selector, string fault)
    {
        Answer answer = await Get($"{Maps}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.That((answer.Code, answer.Message), Is.EqualTo((400, fault)));
    }

    [TestCase("data", 1024 * 1024, 0, 201)]
    [TestCase("data", 1024 * 1024, 1, 422)]
    [TestCase("binaryData", (1024 * 1024) + 2, 0, 422)]
    public async Task ConfigMap_ofSomeSize_isTakenUpToAMebibyte(string field, int bytes, int more, int code)
    {
        string value = field == "data" ? new string('x', bytes) : Convert.ToBase64String(new byte[bytes]);
        string text = $$"""{"metadata":{"name":"sized-{{field.ToLowerInvariant()}}"},"{{field}}":{"a":"{{value}}","b":"{{new string('y', more)}}"} }""";

        Assert.That((await Post($"{Maps}?dryRun=All", text)).Code, Is.EqualTo(code));
    }

    [TestCase("GET", "/apis/batch/v1/namespaces/default/jobs", "jobs of batch/v1")]
    [TestCase("POST", "/apis/batch/v1/namespaces/default/jobs", "jobs of batch/v1")]
    [TestCase("GET", "/api/v1/namespaces/default/pods/a/log", "pods/log of v1")]
    public async Task Kind_thatIsNotServed_isRefusedByName(string method, string path, string name)
    {
        Answer answer = await Send(new HttpMethod(method), path, method == "GET" ? null : "{}");

        Assert.That((answer.Code, answer.Reason), Is.EqualTo((404, "NotFound")));
        Assert.That(answer.Message, Does.Contain(name));
    }

    [Test]
    public async Task Group_ofNobody_isNotFoundAsAPage() =>
        Assert.That((await Get("/apis/none.example.com/v1/namespaces/default/things")).Text, Is.EqualTo("404 page not found\n"));

    [TestCase("GET", Valves + "/nobody/scale", 404, "valves.plumbing.example.com \"nobody\" not found")]
    [TestCase("PUT", Valves, 400, "name must be provided")]
    [TestCase("GET", Maps + "?fieldSelector=data.a%3Db", 400, "\"data.a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task Request_forWhatIsNotServed_isRefused(string method, string path, int code, string message)
    {
        Answer answer = await Send(new HttpMethod(method), path, null);

        Assert.That((answer.Code, answer.Message), Is.EqualTo((code, message)));
    }
}
