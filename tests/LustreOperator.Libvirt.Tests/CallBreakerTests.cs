using LustreOperator.Libvirt.Connections;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests;

internal sealed class CallBreakerTests
{
    private readonly ManualTimeProvider _time = new();
    private CallBreaker _breaker = null!;

    [SetUp]
    public void MakeBreaker() => _breaker = new CallBreaker("qemu:///system", _time);

    [Test]
    public async Task Daemon_that_lets_every_call_time_out_is_left_in_peace_for_a_while()
    {
        for (int call = 0; call < CallBreaker.MinimumCalls; call++)
        {
            await Assert.ThatAsync(TimesOut, Throws.TypeOf<LibvirtTimeoutException>());
        }

        await Assert.ThatAsync(Answers, Throws.TypeOf<LibvirtUnreachableException>().With.Message.Contain("qemu:///system"));
        _time.Advance(CallBreaker.Pause);
        Assert.That(await Answers(), Is.EqualTo(1));
    }

    [Test]
    public async Task One_hanging_domain_among_others_that_answer_changes_nothing()
    {
        for (int call = 0; call < 10; call++)
        {
            await Assert.ThatAsync(TimesOut, Throws.TypeOf<LibvirtTimeoutException>());
            await Answers();
        }

        Assert.That(await Answers(), Is.EqualTo(1));
    }

    private Task<int> TimesOut() => _breaker.RunAsync<int>(
        () => Task.FromException<int>(new LibvirtTimeoutException("virDomainGetXMLDesc", TimeSpan.FromSeconds(30))), CancellationToken.None);

    private Task<int> Answers() => _breaker.RunAsync(() => Task.FromResult(1), CancellationToken.None);
}
