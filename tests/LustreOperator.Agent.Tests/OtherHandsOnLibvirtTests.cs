using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>
/// What somebody with virsh does to a domain of ours on a private libvirtd with real QEMU, and what the agent makes of it. Data is written to what the guest
/// writes to, by QEMU itself, and read back there.
/// </summary>
[Category("integration")]
internal sealed class OtherHandsOnLibvirtTests
{
    /// <summary>The guest's disk, by its alias, as QEMU has it: reading and writing goes where the guest's own would.</summary>
    private const string Disk = "/machine/peripheral/ua-disk-ost0/virtio-backend";

    private LibvirtRig _rig = null!;
    private PrivateLibvirtd _libvirtd = null!;
    private AgentRounds _agent = null!;

    private string Folder => _rig.FolderOf("default");

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await LibvirtRig.StartAsync(pools: "default");
        (_libvirtd, _agent) = (_rig.Libvirtd, _rig.Agent);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }

    [Test]
    public async Task Data_written_after_an_external_snapshot_is_the_guests_through_resyncs_kills_and_restarts_until_it_is_committed()
    {
        LustreMachine machine = await Run("nightly", spec => spec with { UpdatePolicy = UpdatePolicy.Restart });
        string domain = DomainTemplate.DomainName(machine);
        string process = QemuThreads.ProcessOf(domain);
        string before = await Definition(domain);
        await Snapshot(domain, "nightly.qcow2");
        await Write(domain, 0x5a);

        (machine, _, MachinePlan plan) = await _agent.Serve(machine);
        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, MachineReasons.DiskMoved)));
        Assert.That(QemuThreads.ProcessOf(domain), Is.EqualTo(process), "nothing is restarted for it");
        Assert.That(machine.Status!.MovedDisks.Single().Source, Is.EqualTo(Path.Combine(Folder, "nightly.qcow2")));

        await Define(before);
        (machine, _, _) = await _agent.Serve(machine);
        Assert.That(await _libvirtd.Virsh("domblklist", domain, "--inactive"), Does.Contain("nightly.qcow2"), "a stale definition is brought up to what runs");

        await _libvirtd.Virsh("destroy", domain);
        (machine, _, _) = await _agent.Serve(machine);
        await Verify(domain, 0x5a);

        machine = machine with { Spec = machine.Spec with { RestartedAt = Given.Now } };
        string again = QemuThreads.ProcessOf(domain);
        (machine, _, _) = await _agent.Serve(machine);
        Assert.That(QemuThreads.ProcessOf(domain), Is.Not.EqualTo(again), "the user asked for a restart");
        await Verify(domain, 0x5a);

        await _libvirtd.Virsh("blockcommit", domain, "vda", "--active", "--pivot");
        (machine, _, plan) = await _agent.Serve(machine);
        Assert.That((plan.Fault, machine.Status!.MovedDisks.Count, machine.Status.Conditions.Find(ConditionTypes.Ready)!.Status), Is.EqualTo(((MachineFault?)null, 0, ConditionStatus.True)));
        await Verify(domain, 0x5a);
    }

    [Test]
    public async Task Disk_that_was_copied_to_another_folder_stays_there_and_its_old_volume_is_never_booted_again()
    {
        LustreMachine machine = await Run("moved", spec => spec with { UpdatePolicy = UpdatePolicy.Restart });
        string domain = DomainTemplate.DomainName(machine);
        string elsewhere = Path.Combine(_libvirtd.SocketDirectory, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        string file = Path.Combine(elsewhere, "ost0.raw");
        await _libvirtd.Virsh("blockcopy", domain, "vda", "--dest", file, "--format", "raw", "--transient-job", "--wait", "--pivot");
        await Write(domain, 0x33);

        (machine, _, MachinePlan plan) = await _agent.Serve(machine);
        await _libvirtd.Virsh("destroy", domain);
        (machine, _, _) = await _agent.Serve(machine);

        Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.DiskMoved));
        await Verify(domain, 0x33);
        machine = machine with
        {
            Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.DiskSourceAnnotation] = $"ost0={file}" } },
        };
        (machine, _, plan) = await _agent.Serve(machine);
        Assert.That((plan.Fault, machine.Status!.Conditions.Find(ConditionTypes.Ready)!.Status), Is.EqualTo(((MachineFault?)null, ConditionStatus.True)));
    }

    [Test]
    public async Task Volume_under_a_snapshot_outlives_its_machine_and_the_data_with_it()
    {
        LustreMachine machine = await Run("deleted", spec => spec with { Disks = [spec.Disks[0] with { Purpose = DiskPurpose.System }] });
        string domain = DomainTemplate.DomainName(machine);
        await Snapshot(domain, "deleted.qcow2");
        await Write(domain, 0x77);

        (_, MachineObservation released, _) = await _agent.Serve(machine.Deleted());

        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await _libvirtd.Virsh("list", "--all", "--name"), Does.Not.Contain(domain));
        await _libvirtd.Inside("qemu-img", "check", Path.Combine(Folder, "deleted.qcow2"));
        await _libvirtd.Inside("qemu-io", "-c", "read -P 0x77 0 64k", Path.Combine(Folder, "deleted.qcow2"));
    }

    [Test]
    public async Task Deletion_waits_for_a_copy_under_way()
    {
        LustreMachine machine = await Run("copied");
        string domain = DomainTemplate.DomainName(machine);
        await _libvirtd.Virsh("blockcopy", domain, "vda", "--dest", Path.Combine(Folder, "copy.raw"), "--format", "raw", "--transient-job");

        (machine, MachineObservation observed, MachinePlan plan) = await _agent.Serve(machine.Deleted());
        Assert.That((observed.Domain!.State, plan.Actions.Count, plan.LookAgainAfter), Is.EqualTo((DomainState.Running, 0, MachineJobs.Pause)));
        Assert.That(machine.Status!.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(MachineReasons.JobUnderWay));

        await _libvirtd.Virsh("blockjob", domain, "vda", "--abort");
        (_, observed, _) = await _agent.Serve(machine);
        Assert.That(Given.IsReleased(observed), Is.True);
    }

    [Test]
    public async Task Renamed_domain_is_started_pinned_and_released_by_its_uuid()
    {
        LustreMachine machine = await Run("renamed", spec => spec with { Disks = [spec.Disks[0] with { Purpose = DiskPurpose.System }] });
        string domain = DomainTemplate.DomainName(machine);
        (machine, _, _) = await _agent.Serve(machine with { Spec = machine.Spec with { PowerState = PowerState.Off } });
        string name = $"{_libvirtd.DomainPrefix}.kept-aside";
        await _libvirtd.Virsh("domrename", domain, name);

        (machine, MachineObservation off, _) = await _agent.Serve(machine);
        Assert.That(off.Domain!.Identity, Is.EqualTo(new DomainIdentity(name, Guid.Parse(machine.Metadata.Uid!))));
        (machine, _, _) = await _agent.Serve(machine with { Spec = machine.Spec with { PowerState = PowerState.Running } });
        Assert.That(QemuThreads.VcpuAffinity(name), Is.EqualTo(new[] { "0" }));
        Assert.That(machine.Status!.Conditions.Find(MachineConditionTypes.ChangedByHand)!.Reason, Is.EqualTo(MachineReasons.DomainRenamed));
        Assert.That(machine.Status.Conditions.Find(ConditionTypes.Ready)!.Status, Is.EqualTo(ConditionStatus.True));

        (_, MachineObservation released, _) = await _agent.Serve(machine.Deleted());
        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await _libvirtd.Virsh("list", "--all", "--name"), Does.Not.Contain(name).And.Not.Contain(domain));
        Assert.That(await _libvirtd.Virsh("vol-list", "default"), Does.Not.Contain(machine.Metadata.Uid!));
    }

    [Test]
    public async Task Guest_that_sleeps_is_woken_and_can_be_stopped_too()
    {
        LustreMachine machine = await Run("sleeper", spec => spec with { ShutdownGraceSeconds = 1 });
        string domain = DomainTemplate.DomainName(machine);
        await Sleep(domain);
        machine = await _agent.ServeUntil(machine, observed => observed.Domain!.State == DomainState.Running);

        await Sleep(domain);
        machine = await _agent.ServeUntil(
            machine with { Spec = machine.Spec with { PowerState = PowerState.Off } }, observed => observed.Domain!.State == DomainState.ShutOff);
        Assert.That(machine.Status!.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(ConditionReasons.PoweredOff));
    }

    [Test]
    public async Task Guest_stopped_behind_libvirts_back_runs_on_and_can_be_deleted()
    {
        LustreMachine machine = await Run("halted");
        string domain = DomainTemplate.DomainName(machine);
        await Monitor(domain, "stop");
        machine = await _agent.ServeUntil(machine, observed => observed.Domain is { State: DomainState.Running, StateReason: "unpaused" });

        await Monitor(domain, "stop");
        (_, MachineObservation released, _) = await _agent.Serve(machine.Deleted());
        Assert.That(Given.IsReleased(released), Is.True);
    }

    [Test]
    public async Task Domain_saved_by_libvirt_is_restored_and_one_saved_to_a_file_waits_for_its_user()
    {
        LustreMachine machine = await Run("saved");
        string domain = DomainTemplate.DomainName(machine);
        await _libvirtd.Virsh("managedsave", domain);
        (machine, MachineObservation observed, _) = await _agent.Serve(machine);
        Assert.That((observed.Domain!.State, observed.Domain.StateReason), Is.EqualTo((DomainState.Running, "restored")));

        await _libvirtd.Virsh("save", domain, Path.Combine(Folder, "saved"));
        (machine, observed, MachinePlan plan) = await _agent.Serve(machine);
        Assert.That((observed.Domain!.State, plan.Fault!.Reason), Is.EqualTo((DomainState.ShutOff, MachineReasons.SavedToFile)));

        await _agent.ServeUntil(
            machine with { Spec = machine.Spec with { RestartedAt = Given.Now } }, last => last.Domain is { State: DomainState.Running, StateReason: "booted" });
    }

    [Test]
    public async Task What_an_admin_adds_to_domain_and_definition_is_told_and_survives_our_changes_and_restarts()
    {
        LustreMachine machine = await Run("added", spec => spec with { UpdatePolicy = UpdatePolicy.Restart });
        string domain = DomainTemplate.DomainName(machine);
        string disk = Path.Combine(Folder, "extra.raw");
        await _libvirtd.Inside("qemu-img", "create", "-f", "raw", disk, "1M");
        await _libvirtd.Virsh("attach-disk", domain, disk, "vdx", "--subdriver", "raw", "--persistent");
        await Define((await Definition(domain)).Replace("<driver name='qemu' type='raw'/>", "<driver name='qemu' type='raw' cache='writethrough'/>", StringComparison.Ordinal)
            .Replace(
                "</devices>",
                "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>"
                + "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices>",
                StringComparison.Ordinal));
        await _libvirtd.Virsh("autostart", domain);
        string process = QemuThreads.ProcessOf(domain);

        (machine, _, MachinePlan plan) = await _agent.Serve(machine);
        Assert.That((plan.Actions.Count, plan.Fault, QemuThreads.ProcessOf(domain)), Is.EqualTo((0, (MachineFault?)null, process)));
        Assert.That(machine.Status!.Conditions.Find(MachineConditionTypes.ChangedByHand)!.Reason, Is.EqualTo(MachineReasons.DeviceOfOthers));

        machine = machine with { Spec = machine.Spec with { Memory = machine.Spec.Memory with { Size = Quantity.Of("96Mi") } } };
        (_, MachineObservation observed, _) = await _agent.Serve(machine);
        Assert.That(QemuThreads.ProcessOf(domain), Is.Not.EqualTo(process), "more memory needs a restart, which the update policy allows");
        Assert.That(observed.Domain!.Live!.Definition.Disks.Select(found => found.Target), Is.EqualTo(new[] { "vda", "vdx" }));
        Assert.That(observed.Domain.Live.Xml, Does.Contain("<rng model='virtio'>").And.Contain("cache='writethrough'").And.Contain("device='cdrom'"));
        Assert.That(await _libvirtd.Virsh("dominfo", domain), Does.Match("Autostart: +enable"));
    }

    private async Task<LustreMachine> Run(string name, Func<LustreMachineSpec, LustreMachineSpec>? change = null)
    {
        LustreMachine machine = Given.Machine(spec => (change ?? (same => same))(spec with
        {
            ShutdownGraceSeconds = 0,
            Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("0") }], EmulatorCpus = CpuSet.Parse("0") },
            Memory = new MachineMemory { Size = Quantity.Of("64Mi"), NumaNodes = CpuSet.Parse("0") },
            Networks = [],
            Disks = [new DiskSpec { Name = "ost0", Size = Quantity.Of("8Mi"), Purpose = DiskPurpose.Data }],
        }));
        machine = machine with { Metadata = machine.Metadata with { Namespace = _libvirtd.DomainPrefix, Name = name, Uid = Guid.NewGuid().ToString() } };
        return (await _agent.Serve(machine)).Machine;
    }

    private Task<string> Snapshot(string domain, string file) => _libvirtd.Virsh(
        "snapshot-create-as", domain, "nightly", "--disk-only", "--atomic", "--no-metadata", "--diskspec", $"vda,file={Path.Combine(Folder, file)}");

    private Task<string> Definition(string domain) => _libvirtd.Virsh("dumpxml", domain, "--inactive");

    private async Task Define(string xml)
    {
        string file = Path.Combine(_libvirtd.SocketDirectory, "define.xml");
        await File.WriteAllTextAsync(file, xml);
        await _libvirtd.Virsh("define", file);
    }

    private Task<string> Monitor(string domain, string command) => _libvirtd.Virsh("qemu-monitor-command", domain, "--hmp", command);

    // By the power management register of q35, which is there once the firmware has run.
    private async Task Sleep(string domain)
    {
        using CancellationTokenSource deadline = MachineTime.Limit(TimeSpan.FromMinutes(1));
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Monitor(domain, "o /w 0x604 0x2400");
        }
        while ((await _libvirtd.Virsh("domstate", domain)).Trim() != "pmsuspended");
    }

    private async Task Write(string domain, byte pattern)
    {
        await Monitor(domain, $"qemu-io -d {Disk} \"write -P {pattern} 0 64k\"");
        await Monitor(domain, $"qemu-io -d {Disk} flush");
        await Verify(domain, pattern);
    }

    // In the file that the running guest writes to.
    private async Task Verify(string domain, byte pattern)
    {
        string blocks = await _libvirtd.Virsh("domblklist", domain);
        string source = blocks.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(line => line is ["vda", _])[1];
        string file = source.StartsWith('/') ? source : Path.Combine(Folder, source);
        string format = file.EndsWith(".qcow2", StringComparison.Ordinal) ? "qcow2" : "raw";
        string read = await _libvirtd.Inside("qemu-io", "-r", "-U", "-f", format, "-c", $"read -P {pattern} 0 64k", file);
        Assert.That(read, Does.Contain("read 65536/65536").And.Not.Contain("failed"), file);
    }
}
