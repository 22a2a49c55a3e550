using System.Text.Json;
using k8s.Models;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>How the client library's models are written and read.</summary>
internal sealed class LibraryJsonTests
{
    private static readonly DateTime s_time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(290_574);

    [Test]
    public void Times_are_whole_seconds() =>
        Assert.That(
            JsonSerializer.Serialize(new Corev1Event { FirstTimestamp = s_time, Count = 1 }, LibraryJson.Of<Corev1Event>()),
            Is.EqualTo("""{"count":1,"firstTimestamp":"2026-01-01T00:00:00Z"}"""));

    /// <summary>An API server refuses one without.</summary>
    [TestCase(0, "2026-01-01T00:00:00.000000Z")]
    [TestCase(290_574, "2026-01-01T00:00:00.290574Z")]
    public void Micro_times_have_six_digits(int micros, string text) =>
        Assert.That(
            JsonSerializer.Serialize(
                new V1LeaseSpec { RenewTime = s_time.AddMicroseconds(micros - 290_574) }, LibraryJson.Of<V1LeaseSpec>()),
            Is.EqualTo($$"""{"renewTime":"{{text}}"}"""));

    [Test]
    public void Time_with_an_offset_is_the_same_moment() =>
        Assert.That(
            JsonSerializer.Deserialize("""{"renewTime":"2026-01-01T01:00:00.29057499+01:00"}""", LibraryJson.Of<V1LeaseSpec>())!.RenewTime!.Value.AddTicks(-9),
            Is.EqualTo(s_time));

    /// <summary>1,000 hosts renew 100 times a second, and nobody reads them.</summary>
    [Test]
    public void Managed_fields_are_not_read_and_so_not_written()
    {
        V1Lease lease = JsonSerializer.Deserialize(
            """{"metadata":{"name":"a","managedFields":[{"manager":"m","fieldsV1":{"f:spec":{}}}],"labels":{"a":"b"}}}""", LibraryJson.Of<V1Lease>())!;
        Assert.That(lease.Metadata.ManagedFields, Is.Null);
        Assert.That(JsonSerializer.Serialize(lease, LibraryJson.Of<V1Lease>()), Is.EqualTo("""{"metadata":{"labels":{"a":"b"},"name":"a"}}"""));
    }
}
