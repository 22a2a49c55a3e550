using LustreOperator.Libvirt.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.TestDriver;

[TestFixture]
public class UnreachableTests
{
    [TestCase("qemu+unix:///system?socket=/nowhere/libvirt-sock", "No such file or directory")]
    [TestCase("qemu+tcp://127.0.0.1:1/system", "Connection refused")]
    [TestCase("nonsense://x/y", "nonsense")]
    public async Task A_host_that_cannot_be_reached_is_named_with_what_to_do(string uri, string why)
    {
        await using LibvirtHypervisor host = new(new LibvirtOptions { Uri = uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);
        LibvirtUnreachableException? error = await Assert.ThrowsAsync<LibvirtUnreachableException>(() => host.ListDomainsAsync(CancellationToken.None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.Kind, Is.EqualTo(LibvirtErrorKind.Unreachable));
            Assert.That(error.Uri, Is.EqualTo(uri));
            Assert.That(error.Message, Does.Contain(uri).And.Contain(why).And.Contain("systemctl status libvirtd"));
            Assert.That(host.IsConnected, Is.False);
        }
    }

    [Test]
    public void A_missing_library_is_said_with_the_package_to_install()
    {
        LibvirtUnreachableException error = LinkErrors.NotConnected("qemu:///system", new DllNotFoundException("libvirt.so.0"));
        Assert.That((error.Kind, error.Message), Is.EqualTo((
            LibvirtErrorKind.LibraryMissing,
            "Cannot use qemu:///system: libvirt.so.0 is not installed here. Install the package libvirt0 (9.0 or newer).")));
    }

    [Test]
    public void Options_out_of_bounds_are_all_named()
    {
        LibvirtOptions options = new() { Uri = " ", CallTimeout = TimeSpan.Zero, CallsAtATime = 17 };
        Assert.That(
            () => new LibvirtHypervisor(options, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance),
            Throws.ArgumentException.With.Message.Contains("Uri").And.Message.Contains("CallTimeout").And.Message.Contains("CallsAtATime"));
    }
}
