namespace LustreOperator.Libvirt.Tests.Integration;

[TestFixture]
public class HungEmulatorTests : LibvirtdFixture
{
    protected override LibvirtOptions Options => new() { CallTimeout = TimeSpan.FromSeconds(3) };

    [Test]
    public async Task Emulator_that_hangs_costs_one_look_and_hides_no_other_domain_from_the_next()
    {
        DomainIdentity hung = await Run(Definition("hung"));
        DomainIdentity well = await Run(Definition("well"));
        await Rig.Inside("bash", "-c", $"kill -STOP $(cat /run/libvirt/qemu/{hung.Name}.pid)");
        LibvirtException? first = await Assert.CatchAsync<LibvirtException>(() => Host.ReadStatisticsAsync(None));
        Listing<DomainStatistics> next = await Host.ReadStatisticsAsync(None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.TypeOf<LibvirtTimeoutException>());
            Assert.That(next.Single(told => told.Identity == well).Vcpus, Has.Count.EqualTo(2));
            Assert.That(next.Single(told => told.Identity == hung).State, Is.EqualTo(DomainState.Running));
            Assert.That(Host.OverdueCalls, Is.EqualTo(1));
        }

        await Rig.Inside("bash", "-c", $"kill -CONT $(cat /run/libvirt/qemu/{hung.Name}.pid)");
        await Deadline.Until(() => Task.FromResult(Host.OverdueCalls == 0), "the hung call has returned");
    }
}
