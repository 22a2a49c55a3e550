using System.Text;
using System.Text.Json;

using k8s.Models;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>One field that cannot be read hides neither the rest of its object nor its deletion.</summary>
internal sealed class PartialReaderTests
{
    private static readonly ResourceKind<V1Lease> s_kind = LeaseKind.Resource with
    {
        MarkUnreadable = (lease, problem) => lease with { Spec = (lease.Spec ?? new V1LeaseSpec()) with { HolderIdentity = problem } },
    };

    [Test]
    public void Object_is_read_without_the_field_that_does_not_fit_and_says_which()
    {
        V1Lease read = Read("""{"metadata":{"name":"a","resourceVersion":"5"},"spec":{"renewTime":"soon","leaseTransitions":3}}""");

        Assert.That(read.Spec.LeaseTransitions, Is.EqualTo(3));
        Assert.That(read.Metadata.ResourceVersion, Is.EqualTo("5"));
        Assert.That(read.Spec.HolderIdentity, Is.EqualTo("spec.renewTime: \"soon\" cannot be read"));
    }

    [Test]
    public void Several_fields_are_all_named()
    {
        V1Lease read = Read("""{"metadata":{"name":"a","labels":{"x.y/z":7}},"spec":{"renewTime":"soon","acquireTime":{},"leaseTransitions":3}}""");

        Assert.That(read.Spec.LeaseTransitions, Is.EqualTo(3));
        Assert.That(read.Spec.HolderIdentity, Does.Contain("spec.renewTime").And.Contain("spec.acquireTime").And.Contain("x.y/z"));
    }

    [Test]
    public void Whole_part_of_another_type_is_left_out() =>
        Assert.That(Read("""{"metadata":{"name":"a"},"spec":[1]}""").Spec.HolderIdentity, Does.StartWith("spec: [1]"));

    [TestCase("""{"metadata":7}""")]
    [TestCase("""[]""")]
    [TestCase("""{"metadata":{"name":"a","name":""")]
    public void Object_without_metadata_is_not_made_up(string json) =>
        Assert.That(() => Read(json), Throws.InstanceOf<JsonException>());

    private static V1Lease Read(string json) => ObjectReader.ReadObject(Encoding.UTF8.GetBytes(json), s_kind);
}
