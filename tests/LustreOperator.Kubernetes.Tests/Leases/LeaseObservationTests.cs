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
