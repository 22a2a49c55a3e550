using LustreOperator.Libvirt.Tests.Values;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Tests that hold on a simulated host and on a real one alike. They share a host, and each leaves it as it found it.</summary>
internal abstract class ContractFixture
{
    protected const string Pool = ContractRig.Pool;
    protected const long MiB = 1 << 20;

    protected ContractRig Rig { get; private set; } = null!;

    protected IHypervisor Host => Rig.Host;

    protected static CancellationToken None => CancellationToken.None;

    private DomainType Type { get; set; }

    [OneTimeSetUp]
    public async Task StartRig()
    {
        Rig = MakeRig();
        await Rig.StartAsync();
        Type = (await Host.GetCapabilitiesAsync(None)).KvmAvailable ? DomainType.Kvm : DomainType.Qemu;
    }

    [OneTimeTearDown]
    public async Task StopRig() => await Rig.DisposeAsync();

    [TearDown]
    public async Task Clean()
    {
        foreach (DomainSummary domain in (await Host.ListDomainsAsync(None)).Where(domain => domain.Name.StartsWith(Rig.Prefix, StringComparison.Ordinal)))
        {
            if (domain.State != DomainState.ShutOff)
            {
                await Host.DestroyDomainAsync(domain.Uuid, None);
            }

            if (await Host.FindDomainAsync(domain.Name, None) is not null)
            {
                await Host.UndefineDomainAsync(domain.Uuid, None);
            }
        }

        foreach (StorageVolume volume in await Host.ListVolumesAsync(Pool, _ => true, None))
        {
            await Host.DeleteVolumeAsync(Pool, volume.Name, None);
        }
    }

    protected abstract ContractRig MakeRig();

    protected DomainDefinition Definition(string name) => Samples.Small($"{Rig.Prefix}.{name}") with { Type = Type };

    protected Task<DomainIdentity> Run(DomainDefinition definition) => Host.Run(definition);

    /// <summary>A domain with the guest that obeys, on the disk vda.</summary>
    protected async Task<DomainIdentity> RunObedient(DomainDefinition definition)
    {
        StorageVolume volume = await MakeVolume("guest", VolumeFormat.Raw);
        await Rig.InstallGuestAsync(volume);
        return await Run(definition with { Disks = [Disk("vda", "guest") with { BootOrder = 1 }, .. definition.Disks] });
    }

    protected Task<DomainSnapshot> Look(DomainIdentity domain) => Host.Look(domain);

    protected Task<StorageVolume> MakeVolume(string name, VolumeFormat format = VolumeFormat.Qcow2) =>
        Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = name, CapacityBytes = 8 * MiB, Format = format }, None);

    protected static DomainDisk Disk(string target, string volume) =>
        new() { Target = target, Source = new VolumeSource(Pool, volume), Format = VolumeFormat.Raw, Alias = $"ua-disk-{volume}" };

    /// <summary>What was told of the domain, up to the first event that fits.</summary>
    protected async Task<IReadOnlyList<DomainEvent>> Told(DomainIdentity domain, Func<DomainEvent, bool> last)
    {
        List<DomainEvent> told = [];
        await Host.Events.Until<DomainEvent>(happened =>
        {
            if (happened.Domain != domain)
            {
                return false;
            }

            told.Add(happened);
            return last(happened);
        });
        return told;
    }

    protected static bool IsStopped(DomainEvent happened) => happened is DomainLifecycle { Change: DomainChange.Stopped };

    /// <summary>What a call that is refused says.</summary>
    protected static async Task<(LibvirtErrorKind Kind, LibvirtErrorCode Code, string Message)> Refusal(Func<Task> call)
    {
        LibvirtException? refused = await Assert.CatchAsync<LibvirtException>(() => call());
        return (refused!.Kind, refused.Code, refused.Message);
    }

    protected static async Task<LibvirtErrorKind> KindOf(Func<Task> call) => (await Refusal(call)).Kind;
}

/// <summary>On a kind of host that makes itself.</summary>
internal abstract class ContractFixture<TRig> : ContractFixture
    where TRig : ContractRig, new()
{
    protected override ContractRig MakeRig() => new TRig();
}
