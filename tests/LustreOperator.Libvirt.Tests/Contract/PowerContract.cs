namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Starting, stopping, pausing: what is done, told and refused.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class PowerContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    private const string NotRunning = "Requested operation is not valid: domain is not running";

    [Test]
    public async Task Start_is_told_as_resumed_and_then_started()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        Assert.That(
            await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Started }),
            Is.EqualTo((DomainEvent[])
            [
                new DomainLifecycle(domain, DomainChange.Defined, 0),
                new GuestAgentChanged(domain, IsConnected: false),
                new DomainLifecycle(domain, DomainChange.Resumed, 0),
                new DomainLifecycle(domain, DomainChange.Started, 0),
            ]));
    }

    [Test]
    public async Task Destroy_is_told_as_shut_down_by_the_host_and_then_stopped()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Started });
        await Host.DestroyDomainAsync(domain.Uuid, None);
        DomainSnapshot off = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((off.State, off.StateReason, off.IsActive), Is.EqualTo((DomainState.ShutOff, "destroyed", false)));
            Assert.That(
                await Told(domain, IsStopped),
                Is.EqualTo((DomainEvent[])[new DomainLifecycle(domain, DomainChange.Shutdown, 2), new DomainLifecycle(domain, DomainChange.Stopped, 1)]));
        }
    }

    [Test]
    public async Task Destroy_of_a_domain_that_is_off_leaves_it_off()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await Host.DestroyDomainAsync(domain.Uuid, None);

        Assert.That((await Look(domain)).IsActive, Is.False);
    }

    [Test]
    [Difference("guest-boots")]
    [Difference("guest-obeys")]
    public async Task Guest_obeys_the_power_button()
    {
        DomainIdentity domain = await RunObedient(Definition("oss"));
        await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Started });

        // A guest that still boots does not see the button.
        await Deadline.Until(
            async () =>
            {
                try
                {
                    await Host.ShutdownDomainAsync(domain.Uuid, None);
                }
                catch (LibvirtException exception) when (exception.Kind == LibvirtErrorKind.OperationInvalid)
                {
                    // It is off.
                }

                return !(await Look(domain)).IsActive;
            },
            "the guest is off");
        DomainSnapshot off = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((off.State, off.StateReason), Is.EqualTo((DomainState.ShutOff, "shutdown")));
            Assert.That(
                await Told(domain, IsStopped),
                Is.EqualTo((DomainEvent[])[new DomainLifecycle(domain, DomainChange.Shutdown, 1), new DomainLifecycle(domain, DomainChange.Stopped, 0)]));
        }
    }

    [Test]
    public async Task Killed_emulator_is_told_at_once()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Started });
        await Rig.KillEmulatorAsync(domain);
        IReadOnlyList<DomainEvent> told = await Told(domain, IsStopped);
        DomainSnapshot dead = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(told, Is.EqualTo((DomainEvent[])[new DomainLifecycle(domain, DomainChange.Stopped, 5)]));
            Assert.That((dead.State, dead.StateReason, dead.IsActive), Is.EqualTo((DomainState.ShutOff, "crashed", false)));
        }
    }

    /// <summary>Between the end of an emulator and libvirt's notice of it, a domain is active and has no threads. Several times, as the moment is short.</summary>
    [Test]
    public async Task Domain_that_ends_while_it_is_looked_at_is_read_all_the_same()
    {
        for (int round = 0; round < 5; round++)
        {
            DomainIdentity domain = await Run(Definition($"oss{round}"));
            Task[] looks = [.. Enumerable.Range(0, 3).Select(_ => Deadline.Until(async () => !(await Look(domain)).IsActive, "the domain is off"))];
            await Rig.KillEmulatorAsync(domain);
            await Task.WhenAll(looks);
        }
    }

    [Test]
    public async Task Paused_domain_can_run_on()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Started });
        await Rig.SuspendAsync(domain);
        DomainSnapshot paused = await Look(domain);
        await Host.ResumeDomainAsync(domain.Uuid, None);
        DomainSnapshot runs = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((paused.State, paused.StateReason, paused.IsActive), Is.EqualTo((DomainState.Paused, "user", true)));
            Assert.That((runs.State, runs.StateReason), Is.EqualTo((DomainState.Running, "unpaused")));
            Assert.That(
                await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Resumed }),
                Is.EqualTo((DomainEvent[])[new DomainLifecycle(domain, DomainChange.Suspended, 0), new DomainLifecycle(domain, DomainChange.Resumed, 0)]));
        }
    }

    [Test]
    public async Task What_a_state_does_not_allow_is_refused()
    {
        DomainIdentity off = await Host.DefineDomainAsync(Definition("off"), None);
        DomainIdentity runs = await Run(Definition("runs"));
        DomainIdentity paused = await Run(Definition("paused"));
        await Rig.SuspendAsync(paused);
        Assert.That(
            ((LibvirtErrorKind Kind, LibvirtErrorCode Code, string Message)[])
            [
                await Refusal(() => Host.StartDomainAsync(runs.Uuid, None)),
                await Refusal(() => Host.ResumeDomainAsync(runs.Uuid, None)),
                await Refusal(() => Host.ShutdownDomainAsync(paused.Uuid, None)),
                await Refusal(() => Host.ShutdownDomainAsync(off.Uuid, None)),
                await Refusal(() => Host.ResumeDomainAsync(off.Uuid, None)),
                await Refusal(() => Host.PinVcpuAsync(off.Uuid, 0, CpuSet.Of(0), DomainScope.Live, None)),
                await Refusal(() => Host.PinEmulatorAsync(off.Uuid, CpuSet.Of(0), DomainScope.LiveAndConfig, None)),
            ],
            Is.EqualTo(((LibvirtErrorKind, LibvirtErrorCode, string)[])
            [
                Invalid("virDomainCreate: Requested operation is not valid: domain is already running"),
                Invalid("virDomainResume: Requested operation is not valid: domain is already running"),
                Invalid($"virDomainShutdown: {NotRunning}"),
                Invalid($"virDomainShutdown: {NotRunning}"),
                Invalid($"virDomainResume: {NotRunning}"),
                Invalid($"virDomainPinVcpuFlags: {NotRunning}"),
                Invalid($"virDomainPinEmulator: {NotRunning}"),
            ]));
    }

    [Test]
    public async Task Domain_that_is_not_there_is_said_to_be_missing()
    {
        Guid nobody = Guid.NewGuid();
        var start = await Refusal(() => Host.StartDomainAsync(nobody, None));
        Assert.That((start.Kind, start.Code), Is.EqualTo((LibvirtErrorKind.NoDomain, LibvirtErrorCode.NoDomain)));
        Assert.That(start.Message, Does.Contain($"Domain not found: no domain with matching uuid '{nobody}'"));
    }

    private static (LibvirtErrorKind Kind, LibvirtErrorCode Code, string Message) Invalid(string message) =>
        (LibvirtErrorKind.OperationInvalid, LibvirtErrorCode.OperationInvalid, message);
}
