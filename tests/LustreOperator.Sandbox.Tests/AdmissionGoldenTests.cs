using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Admission policies as kube-apiserver 1.34.9 evaluates them: Golden/http/admission.json, one policy and one request a case.</summary>
internal sealed class AdmissionGoldenTests : SandboxFixture
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1";
    private const string PolicedMaps = "/api/v1/namespaces/policed/configmaps";

    /// <summary>A real one checks types, and refuses these at creation.</summary>
    private static readonly string[] s_typed = ["double-and-int", "text-plus-int", "message-expression-error"];

    private static readonly JsonObject[] s_all = [.. GoldenFiles.Read("http/admission.json").Select(node => node!.AsObject())];

    private static IEnumerable<TestCaseData> Evaluated => Cases(item => (int)item["created"]! == 201 && item["refusedHere"] is null);

    private static IEnumerable<TestCaseData> RefusedByAny => Cases(item => (int)item["created"]! != 201 && !s_typed.Contains((string?)item["id"]));

    private static IEnumerable<TestCaseData> RefusedHere => Cases(item => item["refusedHere"] is not null);

    [OneTimeSetUp]
    public async Task Fill()
    {
        await Post("/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"policed","labels":{"kept":"yes"}}}""");
        foreach (string name in (string[])["one", "two"])
        {
            await Post(PolicedMaps, Map(name, ""","labels":{"is":"parameter"}""", $"\"limit\":\"{name}\""));
        }
    }

    [TestCaseSource(nameof(Evaluated))]
    public async Task Policy_isEvaluatedAsByARealServer(JsonObject item)
    {
        string id = (string)item["id"]!;
        await Post(PolicedMaps, Labelled($"seed-{id}", id));
        Answer made = await Post($"{Group}/validatingadmissionpolicies", Policy(item));
        Assert.That(made.Code, Is.EqualTo(201), made.Text);
        Answer bound = await Post($"{Group}/validatingadmissionpolicybindings", Binding(item));
        Assert.That(bound.Code, Is.EqualTo(201), bound.Text);

        Answer answer = await Ask(item);

        Assert.That(answer.Code, Is.EqualTo((int)item["status"]!), answer.Text);
        if (item["message"] is { } message)
        {
            Assert.That((answer.Reason, Comparable(answer.Message!)), Is.EqualTo(((string?)item["reason"], Comparable((string)message!))));
        }

        Assert.That(answer.Warnings, Is.EqualTo(item["warning"] is { } warning ? [(string)warning!] : Array.Empty<string>()));
    }

    [TestCaseSource(nameof(RefusedByAny))]
    public async Task Policy_thatARealServerDoesNotCompile_isRefused(JsonObject item)
    {
        Answer made = await Post($"{Group}/validatingadmissionpolicies", Policy(item));

        Assert.That((made.Code, made.Reason), Is.EqualTo((422, "Invalid")), made.Text);
    }

    [TestCaseSource(nameof(RefusedHere))]
    public async Task Policy_thatCannotBeEvaluatedHere_isRefusedByTheFieldAndTheWordOfWhatCannot(JsonObject item)
    {
        Answer made = await Post($"{Group}/validatingadmissionpolicies", Policy(item));

        Assert.That((made.Code, made.Reason), Is.EqualTo((422, "Invalid")), made.Text);
        Assert.That(made.Message, Does.Contain("spec.validations[0].expression").And.Match("this server|undeclared reference"));
    }

    private Task<Answer> Ask(JsonObject item)
    {
        string id = (string)item["id"]!, seed = $"{PolicedMaps}/seed-{id}?dryRun=All";
        return item switch
        {
            { } given when given["object"] is { } body => Post($"{given["path"]}?dryRun=All", body.ToJsonString()),
            { } given when (string?)given["method"] == "PATCH" => Merge(seed, given["patch"]!.ToJsonString()),
            { } given when (string?)given["method"] == "DELETE" => Delete(seed),
            _ => Post($"{PolicedMaps}?dryRun=All", Labelled($"new-{id}", id)),
        };
    }

    private static IEnumerable<TestCaseData> Cases(Func<JsonObject, bool> chosen) =>
        s_all.Where(chosen).Select(item => new TestCaseData(item).SetArgDisplayNames((string)item["id"]!));

    // What an expression's error is called is the library's own word.
    private static string Comparable(string message) => message.Split(" resulted in error: ")[0].Split("failed to configure")[0];

    private static string Labelled(string name, string id) => Map(name, $$""","labels":{"case":"{{id}}"}""", "\"a\":\"x\",\"b\":\"y\"");

    private static string Policy(JsonObject item)
    {
        string id = (string)item["id"]!;
        JsonObject spec = new()
        {
            ["matchConstraints"] = new JsonObject
            {
                ["objectSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["case"] = id } },
                ["resourceRules"] = JsonNode.Parse("""[{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}]"""),
            },
        };
        return Made("ValidatingAdmissionPolicy", id, spec, item["policy"]);
    }

    private static string Binding(JsonObject item) => Made(
        "ValidatingAdmissionPolicyBinding", (string)item["id"]!, new JsonObject { ["policyName"] = (string)item["id"]!, ["validationActions"] = new JsonArray("Deny") }, item["binding"]);

    private static string Made(string kind, string name, JsonObject spec, JsonNode? given)
    {
        foreach ((string field, JsonNode? value) in given?.AsObject() ?? [])
        {
            spec[field] = value?.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        }.ToJsonString();
    }
}
