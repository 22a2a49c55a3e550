using System.Runtime.CompilerServices;
using LustreOperator.Libvirt.Connections;
using LustreOperator.Libvirt.Events;

namespace LustreOperator.Libvirt.Tests.TestDriver;

[TestFixture]
public class LibvirtLinkTests
{
    [Test]
    public void Link_that_cannot_listen_leaves_nothing_registered()
    {
        WeakReference listener = OpenInVain();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(listener.IsAlive, Is.False, "libvirt still holds what it was to call, and with it the connection");
    }

    // Not inlined, so that nothing of it is on the stack of the test. libvirt has no event of this number, and refuses it after it took the others.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenInVain()
    {
        List<HypervisorEvent> told = [];
        try
        {
            LibvirtLink.Open(new LibvirtOptions { Uri = "test:///default" }, told.Add, [.. DomainCallbacks.All, (999, DomainCallbacks.All[0].Callback)]).Dispose();
            Assert.Fail("libvirt took an event that it does not have");
        }
        catch (LibvirtException)
        {
            // It was refused.
        }

        return new WeakReference(told);
    }
}
