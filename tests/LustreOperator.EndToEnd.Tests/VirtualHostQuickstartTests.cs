using System.Runtime.Versioning;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>deploy/quickstart.sh --virtual-host: real passthrough on a machine with nothing but Debian packages.</summary>
[Category("virtual-host")]
[UnsupportedOSPlatform("windows")]
internal sealed class VirtualHostQuickstartTests : QuickstartTest
{
    protected override TimeSpan Limit => TimeSpan.FromMinutes(12);

    [Test]
    public async Task Machines_get_functions_of_a_virtual_host_and_nothing_is_left()
    {
        CommandResult run = await RunAsync("--virtual-host", "--once");

        string output = run.Succeeded();
        Assert.That(output, Does.Contain("hcas is Ready: all 3 machines are as wanted"));
        Assert.That(output, Does.Match(@"82:00\.0 .*vfio-pci.*default/hcas-oss-\d \(lnet\)"));
        Assert.That(output, Does.Match(@"83:00\.\d .*vfio-pci.*parked for default/hcas-client-0"));
        AssertNothingLeft();
    }
}
