using LustreOperator.Libvirt;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Agent.Tests;

/// <summary>A private libvirtd with real QEMU, and what the agent does on it.</summary>
internal sealed class LibvirtRig : IAsyncDisposable
{
    private LibvirtRig(PrivateLibvirtd libvirtd)
    {
        Libvirtd = libvirtd;
        Hypervisor = new LibvirtHypervisor(new LibvirtOptions { Uri = libvirtd.Uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);
        Agent = new AgentRounds(Hypervisor);
    }

    public PrivateLibvirtd Libvirtd { get; }

    public LibvirtHypervisor Hypervisor { get; }

    public AgentRounds Agent { get; }

    /// <summary>Starts it.</summary>
    /// <param name="locale">The language that libvirtd speaks; null: English.</param>
    /// <param name="pools">Storage pools, each a folder of its own.</param>
    public static async Task<LibvirtRig> StartAsync(string? locale = null, params string[] pools)
    {
        Assert.That(PrivateLibvirtd.Missing, Is.Null, "tests/install-tools.sh installs what the integration tests need");
        LibvirtRig rig = new(await PrivateLibvirtd.StartAsync(locale));
        try
        {
            foreach (string pool in pools)
            {
                Directory.CreateDirectory(rig.FolderOf(pool));
                await rig.Libvirtd.Virsh("pool-define-as", pool, "dir", "--target", rig.FolderOf(pool));
            }

            await rig.StartPoolsAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the pools that are stopped.</summary>
    public async Task StartPoolsAsync()
    {
        foreach (StoragePool pool in (await Hypervisor.ListStoragePoolsAsync(CancellationToken.None)).Where(pool => !pool.IsActive))
        {
            await Libvirtd.Virsh("pool-start", pool.Name);
        }
    }

    public string FolderOf(string pool) => Path.Combine(Libvirtd.SocketDirectory, pool);

    public async ValueTask DisposeAsync()
    {
        await Hypervisor.DisposeAsync();
        await Libvirtd.DisposeAsync();
    }
}
