using k8s.Models;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class LeaseObservationTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public void Renewal_keeps_it_and_silence_frees_it()
    {
        LeaseObservation seen = new(_time);
        Assert.That(seen.IsFree, Is.False);
        seen.Look(Held(renewals: 0));
        _time.Advance(TimeSpan.FromSeconds(14));
        seen.Look(Held(renewals: 1));
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.That((seen.IsFree, seen.Left), Is.EqualTo((false, TimeSpan.FromSeconds(1))));
        seen.Look(Held(renewals: 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(seen.IsFree, Is.True);
    }

    [Test]
    public void Old_renew_time_at_first_sight_is_no_expiry()
    {
        LeaseObservation seen = new(_time);
        seen.Look(Held(renewals: -1_000_000));
        Assert.That(seen.IsFree, Is.False);
    }

    [Test]
    public void Lease_without_a_holder_is_free_at_once()
    {
        LeaseObservation seen = new(_time);
        seen.Look(new V1Lease());
        Assert.That(seen.IsFree, Is.True);
    }

    [TestCase("uid")]
    [TestCase("holder")]
    [TestCase("acquired")]
    [TestCase("renewed")]
    public void Any_sign_of_life_counts_from_when_it_was_seen(string what)
    {
        LeaseObservation seen = new(_time);
        V1Lease first = Held(renewals: 0) with { Metadata = new V1ObjectMeta { Uid = "first" } };
        seen.Look(first);
        _time.Advance(TimeSpan.FromSeconds(10));

        seen.Look(what switch
        {
            "uid" => first with { Metadata = new V1ObjectMeta { Uid = "second" } },
            "holder" => first with { Spec = first.Spec with { HolderIdentity = "two" } },
            "acquired" => first with { Spec = first.Spec with { AcquireTime = DateTime.UnixEpoch } },
            _ => first with { Spec = first.Spec with { RenewTime = DateTime.UnixEpoch } },
        });

        Assert.That((seen.Age, seen.Left), Is.EqualTo((TimeSpan.Zero, TimeSpan.FromSeconds(15))));
    }

    [Test]
    public void Other_changes_are_no_sign_of_life_and_are_known_all_the_same()
    {
        LeaseObservation seen = new(_time);
        V1Lease first = Held(renewals: 0) with { Metadata = new V1ObjectMeta { Uid = "first" } };
        seen.Look(first);
        _time.Advance(TimeSpan.FromSeconds(10));

        seen.Look(first with { Spec = first.Spec with { LeaseDurationSeconds = 20 } });

        Assert.That((seen.Age, seen.Left, seen.Holder), Is.EqualTo((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), "one")));
    }

    [Test]
    public void Before_the_first_look_nothing_is_known()
    {
        LeaseObservation seen = new(_time);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.That((seen.Age, seen.Holder, seen.IsFree, seen.Lease), Is.EqualTo((TimeSpan.Zero, "", false, (V1Lease?)null)));
    }

    private static V1Lease Held(int renewals) => new()
    {
        Spec = new V1LeaseSpec
        {
            HolderIdentity = "one",
            LeaseDurationSeconds = 15,
            RenewTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(renewals),
        },
    };
}
