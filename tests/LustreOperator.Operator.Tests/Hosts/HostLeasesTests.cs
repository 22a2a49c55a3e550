using k8s.Models;
using LustreOperator.TestKit;

namespace LustreOperator.Operator.Tests;

/// <summary>A renewal is no news: 1,000 hosts renew 100 times a second.</summary>
internal sealed class HostLeasesTests
{
    private readonly ManualTimeProvider _time = new();
    private HostLeases _leases = null!;

    [SetUp]
    public void Start() => _leases = new HostLeases(_time);

    [Test]
    public void Mere_renewal_is_noted_and_asks_for_no_work()
    {
        Assert.That(Renew(), Is.True, "the first look");
        for (int renewal = 0; renewal < 20; renewal++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.That(Renew(), Is.False);
            Assert.That(_leases.TakeExpired(), Is.Empty);
        }

        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.Renewed));
    }

    [Test]
    public void Expiry_is_told_once_and_so_is_the_agents_return()
    {
        Renew();
        _time.Advance(TimeSpan.FromSeconds(39));
        Assert.That(_leases.TakeExpired(), Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(_leases.TakeExpired(), Is.EqualTo(new[] { "kvm1" }));
        Assert.That(_leases.TakeExpired(), Is.Empty);
        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.Expired));
        Assert.That(Renew(), Is.True);
        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.Renewed));
    }

    [Test]
    public void Lease_that_nobody_holds_and_one_that_is_gone_are_told_apart()
    {
        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.None));
        Renew();
        Assert.That(Renew(""), Is.True, "given back");
        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.Unheld));
        Assert.That(Renew("another"), Is.True, "taken by another");
        Assert.That(_leases.Look("kvm1", null), Is.True, "deleted");
        Assert.That(_leases.Of("kvm1"), Is.EqualTo(HostLease.None));
    }

    private bool Renew(string holder = "agent") => _leases.Look("kvm1", new V1Lease
    {
        Spec = new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 40, RenewTime = _time.GetUtcNow().UtcDateTime },
    });
}
