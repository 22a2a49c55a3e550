using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>What cannot hold a Lease safely is refused before it is asked for.</summary>
public sealed class LeaseOptionsTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    [Test]
    public void Defaults_are_the_ones_of_a_leader_and_are_taken()
    {
        LeaseOptions options = Options();

        Assert.That(
            (options.Duration.TotalSeconds, options.RenewDeadline.TotalSeconds, options.RenewPeriod.TotalSeconds, options.RetryPeriod.TotalSeconds),
            Is.EqualTo((15, 10, 2, 2)));
        Assert.That(options.CreateWhenMissing, Is.True);
        Assert.That(() => Make(options), Throws.Nothing);
    }

    [TestCase("namespace")]
    [TestCase("name")]
    [TestCase("identity")]
    public void Lease_without_a_name_or_a_holder_is_refused(string missing)
    {
        LeaseOptions options = new()
        {
            Namespace = missing == "namespace" ? "" : "lab",
            Name = missing == "name" ? "" : "leader",
            Identity = missing == "identity" ? "" : "me",
        };

        Assert.That(() => Make(options), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Times_that_follow_each_other_too_closely_are_refused_and_the_closest_ones_are_taken()
    {
        Assert.That(() => Make(Options(retry: TimeSpan.Zero)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Make(Options(retry: s_tick)), Throws.Nothing);
        Assert.That(() => Make(Options(renew: TimeSpan.FromSeconds(2) - s_tick)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Make(Options(renew: TimeSpan.FromSeconds(2))), Throws.Nothing);
        Assert.That(() => Make(Options(deadline: TimeSpan.FromSeconds(2))), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Make(Options(deadline: TimeSpan.FromSeconds(2) + s_tick)), Throws.Nothing);
        Assert.That(() => Make(Options(duration: TimeSpan.FromSeconds(10))), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Make(Options(duration: TimeSpan.FromSeconds(10) + s_tick)), Throws.Nothing);
    }

    private static LeaseOptions Options(TimeSpan? retry = null, TimeSpan? renew = null, TimeSpan? deadline = null, TimeSpan? duration = null)
    {
        LeaseOptions options = new() { Namespace = "lab", Name = "leader", Identity = "me" };
        options.RetryPeriod = retry ?? options.RetryPeriod;
        options.RenewPeriod = renew ?? options.RenewPeriod;
        options.RenewDeadline = deadline ?? options.RenewDeadline;
        options.Duration = duration ?? options.Duration;
        return options;
    }

    private static void Make(LeaseOptions options)
    {
        using ScriptedApi api = new();
        using KubernetesClient client = api.Client(TimeProvider.System);
        using LeaseElector elector = new(client, options, TimeProvider.System, new Random(1), NullLogger.Instance);
    }
}
