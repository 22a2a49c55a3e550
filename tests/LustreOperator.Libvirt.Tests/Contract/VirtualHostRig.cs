using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>The virtual host that the tests of this assembly share.</summary>
internal sealed class VirtualHostRig : VirshRig
{
    private VirtualHost _virtual = null!;

    protected override string Uri => _virtual.Uri;

    public override async Task StartAsync()
    {
        _virtual = await SharedVirtualHost.GetAsync();
        await base.StartAsync();
    }

    protected override async Task InsideAsync(string command) => (await _virtual.ShellAsync(command)).Succeeded();
}
