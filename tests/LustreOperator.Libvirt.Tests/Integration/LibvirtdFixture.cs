using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.Integration;

/// <summary>A private libvirtd with real QEMU for each test, with a storage pool, a network and a bridge, and a connection to it.</summary>
[Category("integration")]
public abstract class LibvirtdFixture
{
    protected const string Pool = "default";

    protected PrivateLibvirtd Rig { get; private set; } = null!;

    protected LibvirtHypervisor Host { get; private set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>What a test wants of its connection.</summary>
    protected virtual LibvirtOptions Options => new();

    [SetUp]
    public async Task StartRig()
    {
        if (PrivateLibvirtd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        Rig = await PrivateLibvirtd.StartAsync();
        LibvirtOptions options = Options;
        options.Uri = Rig.Uri;
        Host = new LibvirtHypervisor(options, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);
    }

    [TearDown]
    public async Task StopRig()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        if (Rig is not null)
        {
            await Rig.DisposeAsync();
        }
    }

    protected DomainDefinition Definition(string name) => Samples.Small($"{Rig.DomainPrefix}.{name}");

    protected Task<DomainIdentity> Run(DomainDefinition definition) => Host.Run(definition);

    protected Task<DomainSnapshot> Look(DomainIdentity domain) => Host.Look(domain);
}
