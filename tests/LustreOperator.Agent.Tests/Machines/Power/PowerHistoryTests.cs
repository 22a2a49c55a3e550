using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

internal sealed class PowerHistoryTests
{
    private readonly ManualTimeProvider _time = new();
    private PowerHistory _history = null!;

    [SetUp]
    public void MakeHistory() => _history = new PowerHistory(_time);

    [Test]
    public void First_restart_does_not_wait()
    {
        _history.Started("m");

        Assert.That(_history.StartDelay("m"), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Quick_restarts_wait_twice_as_long_each_time()
    {
        _history.Started("m");
        _history.Started("m");
        TimeSpan second = _history.StartDelay("m");
        _time.Advance(second);
        _history.Started("m");

        Assert.That((second, _history.StartDelay("m")), Is.EqualTo((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4))));
    }

    [Test]
    public void Domain_that_ran_for_minutes_starts_without_waiting()
    {
        _history.Started("m");
        _history.Started("m");
        _time.Advance(TimeSpan.FromMinutes(5));
        _history.Started("m");

        Assert.That(_history.StartDelay("m"), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Shutdown_is_forgotten_when_the_domain_is_off()
    {
        _history.ShutdownRequested("m");
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(_history.SinceShutdown("m", isStopping: true), Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(_history.SinceShutdown("m", isStopping: false), Is.Null);
        Assert.That(_history.SinceShutdown("m", isStopping: true), Is.Null);
    }
}
