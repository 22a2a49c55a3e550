using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

/// <summary>A step is done to the object, and the version of it, that its plan was made for; what the server says otherwise is told or not.</summary>
internal sealed class StaleStepTests
{
    private const string Machine = "ha-oss-0";

    private OperatorBench _bench = null!;

    [SetUp]
    public void Start()
    {
        _bench = OperatorBench.WithHost();
        _bench.Put(Given.Cluster());
        foreach (LustreMachine machine in Given.Machines(Given.Cluster()))
        {
            _bench.Put(machine);
        }
    }

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Machines_that_are_all_there_are_admitted()
    {
        await _bench.SettleAsync();

        Assert.That(Power(), Is.EqualTo("Running"));
    }

    [TestCase("generation", 2)]
    [TestCase("uid", "another")]
    public void Machine_that_changed_since_it_was_looked_at_is_not_overwritten_and_nothing_is_told(string field, object value)
    {
        ChangeMeanwhile(field, JsonValue.Create(value)!);

        Assert.That(_bench.SettleAsync, Throws.InstanceOf<KubernetesStatusException>().With.Property("IsInvalid").True);

        Assert.That(Power(), Is.EqualTo("Off"));
        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(((string?)null, (string?)null)));
    }

    [TestCase(404)]
    [TestCase(409)]
    public void Machine_that_is_gone_or_in_conflict_is_looked_at_again_and_nothing_is_told(int code)
    {
        Refuse(code, code == 404 ? "NotFound" : "Conflict");

        Assert.That(_bench.SettleAsync, Throws.InstanceOf<KubernetesStatusException>());

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(((string?)null, (string?)null)));
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(500)]
    public void Step_that_the_server_refuses_is_told_with_its_words(int code)
    {
        Refuse(code, "quota of the lab");

        Assert.That(_bench.SettleAsync, Throws.InstanceOf<KubernetesStatusException>());

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready").Status, Is.EqualTo("False"));
        Assert.That(_bench.Cluster!.ToJsonString(), Does.Contain("quota of the lab"));
    }

    private string? Power() => (string?)_bench.Machine(Machine)!["spec"]!["powerState"];

    private void Refuse(int code, string message) =>
        _bench.Api.Refuse = request => IsPatchOfMachine(request) ? (code, message) : null;

    private void ChangeMeanwhile(string field, JsonNode value)
    {
        JsonObject changed = _bench.Machine(Machine)!;
        changed["metadata"]![field] = value;
        _bench.Api.Before = request =>
        {
            if (IsPatchOfMachine(request))
            {
                _bench.Api.Put("apis/lustre-operator.dev/v1alpha1/namespaces/qa/lustremachines", changed);
            }

            return Task.CompletedTask;
        };
    }

    private static bool IsPatchOfMachine(TestKit.FakeRequest request) =>
        request.Method == "PATCH" && request.Path.EndsWith("lustremachines/" + Machine, StringComparison.Ordinal);
}
