using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>The time by which tests wait.</summary>
internal sealed class MachineTimeTests
{
    [TestCase(1, 2, 1)]
    [TestCase(3, 2, 1)]
    [TestCase(4, 2, 2.0 / 3)]
    [TestCase(41, 2, 0.05)]
    [TestCase(9, 8, 1)]
    public void Task_gets_its_share_of_the_cpus_beside_the_one_that_looks(int runnable, int processors, double share) =>
        Assert.That(MachineLoad.Share(runnable, processors), Is.EqualTo(share).Within(0.001));

    [Test]
    public void Runnable_tasks_are_those_of_loadavg() => Assert.That(MachineLoad.Runnable("35.51 37.69 33.73 23/630 12283\n"), Is.EqualTo(23));

    [Test]
    public void Speed_is_never_more_than_that_of_an_idle_machine() => Assert.That(new MachineLoad().Speed(), Is.InRange(0, 1));

    [Test]
    public async Task Limit_is_over_when_so_much_of_the_machines_time_has_passed()
    {
        long start = MachineTime.Provider.GetTimestamp();
        using CancellationTokenSource limit = MachineTime.Limit(TimeSpan.FromMilliseconds(50));

        await Assert.ThatAsync(() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, limit.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(MachineTime.Provider.GetElapsedTime(start), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50)));
    }
}
