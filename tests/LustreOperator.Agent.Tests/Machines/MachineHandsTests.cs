using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>How each action is done: by which calls, and what is remembered of it.</summary>
internal sealed class MachineHandsTests
{
    private const string Key = "22222222-2222-2222-2222-222222222222";
    private static readonly Guid s_uuid = new(Key);
    private static readonly PciAddress s_function = PciAddress.Parse("0000:41:00.1");
    private static readonly DomainHostDevice s_device = new() { Address = s_function };
    private static readonly DomainDefinition s_definition = DomainTemplate.Domain(Given.Machine(), DomainType.Qemu, existing: null);
    private static readonly VolumeDefinition s_volume = new() { Pool = "default", Name = "a", CapacityBytes = 1, Format = VolumeFormat.Raw };

    private static readonly (MachineAction Action, string[] Calls)[] s_done =
    [
        (new AdoptDomain("a", s_uuid, s_definition.Mark!), [$"SetMetadataAsync({Key}, {s_definition.Metadata[0]}, Config)"]),
        (new CreateVolume(s_volume), [$"CreateVolumeAsync({s_volume})"]),
        (new DefineDomain(s_definition, "", IsNew: true), [$"DefineDomainAsync({s_definition})"]),
        (new StartDomain("a", s_uuid), [$"StartDomainAsync({Key})"]),
        (new ShutdownDomain("a", s_uuid, ""), [$"ShutdownDomainAsync({Key})"]),
        (new ShutdownDomain("a", s_uuid, "") { Wakes = true }, [$"WakeDomainAsync({Key})", $"ShutdownDomainAsync({Key})"]),
        (new AwaitShutdown("a"), []),
        (new DestroyDomain("a", s_uuid, ""), [$"DestroyDomainAsync({Key})"]),
        (new ResumeDomain("a", s_uuid), [$"ResumeDomainAsync({Key})"]),
        (new WakeDomain("a", s_uuid), [$"WakeDomainAsync({Key})"]),
        (new PinVcpu(s_uuid, 3, CpuSet.Of(9), null), [$"PinVcpuAsync({Key}, 3, 9, Live)"]),
        (new PinEmulator(s_uuid, CpuSet.Of(9), null), [$"PinEmulatorAsync({Key}, 9, Live)"]),
        (new AttachDevice(s_uuid, s_device), [$"AttachDeviceAsync({Key}, {s_device}, Live)"]),
        (new DetachDevice(s_uuid, s_device), [$"DetachDeviceAsync({Key}, {s_device}, Live)"]),
        (new MarkParked("a", s_uuid, s_definition.Mark!, DomainScope.LiveAndConfig), [$"SetMetadataAsync({Key}, {s_definition.Metadata[0]}, LiveAndConfig)"]),
        (new ParkFunction(s_function, "a"), ["DetachNodeDeviceAsync(0000:41:00.1)"]),
        (new ReturnFunction(s_function, "a"), ["ReattachNodeDeviceAsync(0000:41:00.1)"]),
        (new UndefineDomain("a", s_uuid), [$"UndefineDomainAsync({Key})"]),
        (new DeleteVolume("default", "a"), ["DeleteVolumeAsync(default, a)"]),
        (new KeepVolume("default", "a"), []),
        (new LeaveVolume("default", "a"), []),
    ];

    private readonly ManualTimeProvider _time = new();
    private FunctionGate _gate = null!;
    private PowerHistory _power = null!;

    [SetUp]
    public void Make()
    {
        _gate = new FunctionGate();
        _power = new PowerHistory(_time);
    }

    [TearDown]
    public void Remove() => _gate.Dispose();

    [Test]
    public async Task Action_is_done_by_these_calls_and_no_others([ValueSource(nameof(s_done))] (MachineAction Action, string[] Calls) done)
    {
        (IHypervisor hypervisor, IReadOnlyList<string> calls) = RecordingHypervisor.Make();

        await Do(hypervisor, done.Action);

        Assert.That(calls, Is.EqualTo(done.Calls));
    }

    [Test]
    public void Every_kind_of_action_is_done_by_one_phase()
    {
        Type[] kinds = [.. typeof(MachineAction).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MachineAction)))];

        // Two phases with the same one would not come to stand beside each other at all.
        Assert.That(Hands(RecordingHypervisor.Make().Hypervisor).Actions, Is.EquivalentTo(kinds));
        Assert.That(s_done.Select(done => done.Action.GetType()).Distinct(), Is.EquivalentTo(kinds));
    }

    [Test]
    public async Task Start_that_succeeded_counts_for_the_delay_of_later_ones_and_one_that_failed_does_not([Values] bool fails)
    {
        IHypervisor hypervisor = RecordingHypervisor.Make(_ => fails ? new LibvirtException(LibvirtErrorKind.Other, "no") : null).Hypervisor;

        for (int start = 0; start < 3; start++)
        {
            await Swallowed(Do(hypervisor, new StartDomain("a", s_uuid)));
        }

        Assert.That(_power.StartDelay(Given.Uid), fails ? Is.EqualTo(TimeSpan.Zero) : Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task Grace_period_begins_with_the_request_though_libvirt_refuses_it()
    {
        IHypervisor hypervisor = RecordingHypervisor.Make(_ => new LibvirtException(LibvirtErrorKind.Other, "no")).Hypervisor;

        await Swallowed(Do(hypervisor, new ShutdownDomain("a", s_uuid, "")));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(_power.SinceShutdown(Given.Uid, isStopping: true), Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [TestCase(false, 0)]
    [TestCase(true, 2)]
    public async Task Only_a_crash_leaves_the_delay_of_starts_as_it_was(bool isCrash, int seconds)
    {
        IHypervisor hypervisor = RecordingHypervisor.Make().Hypervisor;
        await Do(hypervisor, new StartDomain("a", s_uuid));
        await Do(hypervisor, new StartDomain("a", s_uuid));

        await Do(hypervisor, new DestroyDomain("a", s_uuid, "") { IsCrash = isCrash });

        Assert.That(_power.StartDelay(Given.Uid), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public async Task Guest_that_cannot_run_on_is_remembered_until_the_next_look()
    {
        await Do(RecordingHypervisor.Make(_ => new LibvirtException(LibvirtErrorKind.GuestNeedsReset, "Resetting the Virtual Machine is required")).Hypervisor,
            new ResumeDomain("a", s_uuid));

        Assert.That(_power.NeedsReset(Given.Uid, isPaused: true), Is.True);
    }

    [TestCase(LibvirtErrorKind.DeviceMissing, "not found", true)]
    [TestCase(LibvirtErrorKind.Other, "device is already in the process of unplug", true)]
    [TestCase(LibvirtErrorKind.Other, "no", false)]
    public void Device_that_is_gone_or_being_let_go_of_is_no_failure(LibvirtErrorKind kind, string words, bool isFine)
    {
        IHypervisor hypervisor = RecordingHypervisor.Make(_ => new LibvirtException(kind, words)).Hypervisor;

        Assert.That(() => Do(hypervisor, new DetachDevice(s_uuid, s_device)), isFine ? Throws.Nothing : Throws.InstanceOf<LibvirtException>());
    }

    [Test]
    public async Task Start_and_plug_wait_while_virtual_functions_are_made()
    {
        (IHypervisor hypervisor, IReadOnlyList<string> calls) = RecordingHypervisor.Make();
        IDisposable closed = await _gate.CloseAsync(CancellationToken.None);

        Task start = Do(hypervisor, new StartDomain("a", s_uuid));
        Task plug = Do(hypervisor, new AttachDevice(s_uuid, s_device));
        int whileClosed = calls.Count;
        closed.Dispose();
        await Eventually.Completes(Task.WhenAll(start, plug));

        Assert.That((whileClosed, calls.Count), Is.EqualTo((0, 2)));
    }

    private static async Task Swallowed(Task step)
    {
        try
        {
            await step;
        }
        catch (LibvirtException)
        {
            // What is remembered of a failed step is what the test is about.
        }
    }

    private Task Do(IHypervisor hypervisor, MachineAction action) => Hands(hypervisor).ExecuteAsync(action, Given.Uid, CancellationToken.None);

    private MachineHands Hands(IHypervisor hypervisor)
    {
        var facts = new CapabilitiesCache(hypervisor);
        return new MachineHands(
            new MachineTools(hypervisor, facts, new InventoryCache(hypervisor, facts, files: null, _time), _gate, _power, () => null, () => [], _time));
    }
}
