using k8s.Models;
using LustreOperator.Api;
using LustreOperator.TestKit;

namespace LustreOperator.Operator.Tests;

internal sealed class HostReachabilityTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public void Lease_that_is_renewed_makes_the_host_reachable() => Assert.That(Judge(TimeSpan.FromSeconds(14)).Status, Is.EqualTo(ConditionStatus.True));

    [Test]
    public void Expired_lease_means_unknown_and_never_off() =>
        Assert.That(Judge(TimeSpan.FromSeconds(16)), Has.Property("Status").EqualTo(ConditionStatus.Unknown).And.Property("Reason").EqualTo(KvmHostReasons.LeaseExpired));

    [Test]
    public void Host_without_a_lease_says_how_to_add_it() =>
        Assert.That(HostReachability.Judge("kvm1", HostLease.None, exists: true).Message, Does.Contain("kubectl lustre host add kvm1"));

    [Test]
    public void Agent_that_lives_without_its_KvmHost_says_so_itself_and_the_operator_does_not() =>
        Assert.That(HostReachability.Judge("kvm1", HostLease.Renewed, exists: false).Status, Is.EqualTo(ConditionStatus.True));

    [Test]
    public void Lost_host_without_its_KvmHost_says_how_its_machines_are_freed() =>
        Assert.That(HostReachability.Judge("kvm1", HostLease.Expired, exists: false).Message, Does.Contain("spec.fenced: true"));

    [Test]
    public void Lost_host_turns_Ready_unknown()
    {
        IReadOnlyList<Condition> conditions = HostReachability.Conditions([Ready(MachineReasons.Running)], Judge(TimeSpan.FromSeconds(16)), [], 1, Given.Now)!;

        Assert.That(conditions.Select(condition => (condition.Type, condition.Status)), Is.EqualTo(new[]
        {
            (ConditionTypes.HostReachable, ConditionStatus.Unknown), (ConditionTypes.Ready, ConditionStatus.Unknown),
        }));
    }

    [Test]
    public void Ready_stays_applied_until_the_agent_has_taken_it_back()
    {
        Condition reachable = Judge(TimeSpan.FromSeconds(1));

        Assert.That(HostReachability.Conditions([Ready(KvmHostReasons.LeaseExpired)], reachable, [], 1, Given.Now), Has.Count.EqualTo(2));
        Assert.That(HostReachability.Conditions([Ready(MachineReasons.Running)], reachable, [], 1, Given.Now), Has.Count.EqualTo(1));
    }

    [Test]
    public void What_an_agent_says_of_a_missing_KvmHost_is_not_taken_for_the_operators_own() =>
        Assert.That(HostReachability.Conditions([Ready(KvmHostReasons.HostMissing)], Judge(TimeSpan.FromSeconds(1)), [], 1, Given.Now), Has.Count.EqualTo(1));

    [Test]
    public void What_is_said_already_is_not_written_again()
    {
        Condition reachable = Judge(TimeSpan.FromSeconds(1));
        IReadOnlyList<Condition> said = HostReachability.Conditions([], reachable, [], 1, Given.Now)!;

        Assert.That(HostReachability.Conditions(said, reachable, [], 1, Given.Now.AddHours(1)), Is.Null);
    }

    private Condition Judge(TimeSpan sinceRenewal)
    {
        var leases = new HostLeases(_time);
        leases.Look("kvm1", new V1Lease { Spec = new V1LeaseSpec { HolderIdentity = "agent", LeaseDurationSeconds = 15 } });
        _time.Advance(sinceRenewal);
        return HostReachability.Judge("kvm1", leases.Of("kvm1"), exists: true);
    }

    private static Condition Ready(string reason) => new() { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = reason };
}
