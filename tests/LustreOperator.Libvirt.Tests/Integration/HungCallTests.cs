namespace LustreOperator.Libvirt.Tests.Integration;

[TestFixture]
public class HungCallTests : LibvirtdFixture
{
    /// <summary>Keepalive too patient to matter.</summary>
    protected override LibvirtOptions Options => new() { CallTimeout = TimeSpan.FromSeconds(1), KeepAliveInterval = TimeSpan.FromMinutes(1) };

    [Test]
    public async Task A_hung_daemon_costs_a_caller_its_time_limit_and_no_more()
    {
        await Host.ListDomainsAsync(None);
        await Rig.SignalDaemon("STOP");
        LibvirtException? late = await Assert.CatchAsync<LibvirtException>(() => Host.ListDomainsAsync(None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(late, Is.TypeOf<LibvirtTimeoutException>());
            Assert.That(Host.OverdueCalls, Is.EqualTo(1));
        }

        await Rig.SignalDaemon("CONT");
        await Deadline.Until(() => Task.FromResult(Host.OverdueCalls == 0), "the hung call has returned");
        Assert.That(await Host.ListDomainsAsync(None), Is.Empty);
    }
}
