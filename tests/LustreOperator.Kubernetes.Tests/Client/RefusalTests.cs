using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Refusals as a real API server words them (Recorded/refusals.json).</summary>
public sealed class RefusalTests
{
    private static readonly JsonArray s_recorded =
        (JsonArray)JsonNode.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Recorded", "refusals.json")))!;

    [Test]
    public async Task Existing_object_is_already_exists_and_no_conflict()
    {
        KubernetesStatusException refusal = await RefusedAsync("create-again");
        Assert.That((refusal.Code, refusal.IsAlreadyExists, refusal.IsConflict), Is.EqualTo((409, true, false)));
        Assert.That(refusal.Message, Is.EqualTo("valves.plumbing.example.com \"alpha\" already exists"));
    }

    [TestCase("put-stale")]
    [TestCase("delete-precondition-uid")]
    [TestCase("apply-conflict")]
    public async Task Changed_object_is_a_conflict(string id) => Assert.That((await RefusedAsync(id)).IsConflict, Is.True);

    [Test]
    public async Task Invalid_object_names_every_field_at_fault()
    {
        KubernetesStatusException refusal = await RefusedAsync("create-several-faults");
        Assert.That(refusal.IsInvalid, Is.True);
        Assert.That(
            refusal.Causes.Select(cause => cause.Field),
            Is.EquivalentTo(new[] { "spec.code", "spec.material", "spec.ports[0].name", "spec.size" }));
        Assert.That(refusal.Causes, Has.Some.Matches<V1StatusCause>(cause => cause?.Reason == "FieldValueRequired"));
    }

    [Test]
    public async Task Missing_object_and_unknown_kind_are_told_apart()
    {
        Assert.That((await RefusedAsync("get-missing")).IsNotFound, Is.True);
        KubernetesStatusException unknown = await RefusedAsync("get-missing-resource");
        Assert.That((unknown.IsNotFound, unknown.IsKindUnknown), Is.EqualTo((false, true)));
        Assert.That(unknown.Message, Does.Contain("is its CustomResourceDefinition installed?"));
    }

    [Test]
    public async Task Version_from_the_future_is_known_as_such()
    {
        KubernetesStatusException refusal = await RefusedAsync("list-rv-future");
        Assert.That(refusal.IsResourceVersionTooLarge, Is.True);
        Assert.That(refusal.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Forbidden_keeps_the_servers_words() =>
        Assert.That((await RefusedAsync("forbidden-user")).Message, Does.StartWith("valves.plumbing.example.com is forbidden: User \"jane\""));

    [Test]
    public async Task Every_recorded_refusal_is_a_status_with_its_code_and_words()
    {
        foreach (JsonNode? recorded in s_recorded)
        {
            KubernetesStatusException refusal = await RefusedAsync((string)recorded!["id"]!);
            Assert.That(refusal.Code, Is.EqualTo((int)recorded["status"]!), (string)recorded["id"]!);
            Assert.That(refusal.Message, Is.Not.Empty);
        }
    }

    private static async Task<KubernetesStatusException> RefusedAsync(string id)
    {
        JsonNode recorded = s_recorded.First(entry => (string)entry!["id"]! == id)!;
        JsonNode body = recorded["body"]!;
        using ScriptedApi api = new()
        {
            Always = request => request.Answer(
                (int)recorded["status"]!, body is JsonValue text ? (string)text! : body.ToJsonString()),
        };
        using KubernetesClient client = api.Client(new ManualTimeProvider());
        return (await Assert.ThrowsAsync<KubernetesStatusException>(
            async () => await client.GetAsync(Valve.Resource, Valve.Key("alpha"), CancellationToken.None)))!;
    }
}
