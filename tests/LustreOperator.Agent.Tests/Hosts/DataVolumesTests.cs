using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;

namespace LustreOperator.Agent.Tests.Hosts;

/// <summary>What a host tells of the volumes of Data disks.</summary>
internal sealed class DataVolumesTests
{
    private static readonly DiskSpec s_ost = new() { Name = "ost", Size = Quantity.Of("8Mi"), Purpose = DiskPurpose.Data };

    private SimulatedHost _host = null!;
    private SimulatedHypervisor _hypervisor = null!;

    [SetUp]
    public void Start()
    {
        _host = SimulatedHost.Open("simulated:///talk-2011?host=kvm1");
        _hypervisor = _host.Connect();
    }

    [TearDown]
    public async Task Stop()
    {
        await _hypervisor.DisposeAsync();
        _host.Dispose();
    }

    [Test]
    public async Task Volume_without_machine_and_domain_is_told_as_kept()
    {
        LustreMachine machine = Given.Machine();
        await MakeAsync(machine);

        HostVolume volume = (await ReadAsync([])).Volumes.Single();

        Assert.That(volume, Is.EqualTo(new HostVolume
        {
            Pool = "default",
            Name = VolumeNames.Of(machine, s_ost),
            Capacity = Quantity.Of("8Mi"),
            Format = "raw",
            Namespace = "qa",
            Machine = "ha-oss-0",
            MachineUid = Given.Uid,
            Disk = "ost",
            Kept = true,
        }));
    }

    [Test]
    public async Task Volume_of_a_domain_is_not_called_kept_though_the_agent_sees_no_machine()
    {
        LustreMachine machine = Given.Machine(spec => spec with { Disks = [s_ost] });
        await MakeAsync(machine);
        await _hypervisor.DefineDomainAsync(DomainTemplate.Domain(machine, DomainType.Qemu, null) with { Interfaces = default }, CancellationToken.None);

        HostVolume volume = (await ReadAsync([])).Volumes.Single();

        Assert.That((volume.Domain, volume.Kept), Is.EqualTo(("qa.ha-oss-0", false)));
    }

    [Test]
    public async Task Volume_of_a_machine_that_has_no_domain_yet_is_not_called_kept()
    {
        LustreMachine machine = Given.Machine(spec => spec with { Disks = [s_ost] });
        await MakeAsync(machine);

        Assert.That((await ReadAsync([machine])).Volumes.Single().Kept, Is.False);
        Assert.That((await ReadAsync([machine.Deleted()])).Volumes.Single().Kept, Is.True);
    }

    [Test]
    public async Task Volumes_of_System_disks_and_of_others_are_not_told()
    {
        await MakeAsync("golden.qcow2");
        await MakeAsync(VolumeNames.Of(Given.Machine(), s_ost with { Purpose = DiskPurpose.System }));

        Assert.That((await ReadAsync([])).Volumes, Is.Empty);
    }

    [Test]
    public async Task Volumes_of_a_stopped_pool_are_told_as_they_were_last_seen_with_the_reason()
    {
        await MakeAsync(Given.Machine());
        DataVolumeList seen = await ReadAsync([]);
        _host.SetPoolActive("default", false);

        DataVolumeList now = await ReadAsync([], new KvmHostStatus { DataVolumes = seen.Volumes, DataVolumesTotal = seen.Total });

        Assert.That((now.Volumes, now.Fault?.Reason), Is.EqualTo((seen.Volumes, ConditionReasons.StoragePoolMissing)));
    }

    [Test]
    public async Task Stopped_pool_in_which_there_was_nothing_is_no_fault()
    {
        _host.SetPoolActive("default", false);

        Assert.That((await ReadAsync([])).Fault, Is.Null);
    }

    [Test]
    public async Task More_than_the_status_has_room_for_are_cut_used_ones_first_and_counted()
    {
        LustreMachine living = Given.Machine(spec => spec with { Disks = [s_ost] });
        await MakeAsync(living);
        for (int index = 0; index < DataVolumes.Max; index++)
        {
            await MakeAsync(living with { Metadata = living.Metadata with { Uid = $"99999999-9999-9999-9999-{index:d12}", Namespace = "zz" } });
        }

        DataVolumeList list = await ReadAsync([living]);

        Assert.That((list.Volumes.Count, list.Total), Is.EqualTo((DataVolumes.Max, DataVolumes.Max + 1)));
        Assert.That(list.Volumes, Has.All.Property("Kept").True);
    }

    private Task<StorageVolume> MakeAsync(LustreMachine machine) => MakeAsync(VolumeNames.Of(machine, s_ost));

    private Task<StorageVolume> MakeAsync(string name) =>
        _hypervisor.CreateVolumeAsync(new VolumeDefinition { Pool = "default", Name = name, CapacityBytes = 8 << 20, Format = VolumeFormat.Raw }, CancellationToken.None);

    private async Task<DataVolumeList> ReadAsync(LustreMachine[] machines, KvmHostStatus? before = null) => await new DataVolumes(_hypervisor).ReadAsync(
        await new InventoryCache(_hypervisor, new CapabilitiesCache(_hypervisor), files: null, TimeProvider.System).ReadAsync(CancellationToken.None),
        machines, before, CancellationToken.None);
}
