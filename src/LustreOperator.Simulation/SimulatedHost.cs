using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Libvirt.Events;
using LustreOperator.Simulation.Files;
using LustreOperator.Simulation.Shapes;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Transitions;

namespace LustreOperator.Simulation;

/// <summary>
/// A simulated host, which its connections share: what one does the others see and are told of. It also does what no call of <see cref="IHypervisor"/>
/// does and somebody with virsh or a shell on a real host may do.
/// </summary>
/// <remarks>Every method throws <see cref="LibvirtException"/> as a call would.</remarks>
public sealed class SimulatedHost : IDisposable
{
    private readonly Lock _changing = new();
    private readonly StateFile? _file;
    private volatile HostState _state;
    private ImmutableArray<EventQueue> _listeners = [];

    private SimulatedHost(HostState state, StateFile? file)
    {
        _state = state;
        _file = file;
    }

    internal HostState State => _state;

    /// <summary>Makes the host of a URI, or brings it back from its state file.</summary>
    /// <exception cref="ArgumentException">The URI names no simulated host that there is; the message says what there is.</exception>
    /// <exception cref="LibvirtException">The state file cannot be used: another process has it, or it is damaged.</exception>
    public static SimulatedHost Open(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        SimulatedUri parsed = SimulatedUri.Parse(uri);
        HostState fresh = HostState.Of(ShapeFiles.Read(parsed));
        StateFile? file = parsed.StateFile is { } path ? StateFile.Open(path) : null;
        try
        {
            return new SimulatedHost(file?.Read(fresh) ?? fresh, file);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>A new connection. Its first event is <see cref="ConnectionRestored"/>.</summary>
    public SimulatedHypervisor Connect() => new(this, new LibvirtOptions());

    /// <summary>Pauses a domain (virDomainSuspend).</summary>
    public void Suspend(Guid uuid) => Apply("virDomainSuspend", state => Power.Suspend(state, uuid));

    /// <summary>Kills a domain's emulator.</summary>
    public void Crash(Guid uuid) => Apply("kill", state => Power.Crash(state, uuid));

    /// <summary>Sets what a vCPU's thread may run on, past libvirt: as taskset does.</summary>
    public void SetAffinity(Guid uuid, int vcpu, CpuSet cpus) => Apply("taskset", state => Pins.SetAffinity(state, uuid, vcpu, cpus));

    /// <summary>Binds a function to a driver, null to none, past libvirt: as writing to sysfs does.</summary>
    public void BindDriver(PciAddress address, string? driver) => Apply("driver_override", state => Functions.Bind(state, address, driver));

    /// <summary>Puts an empty file into a pool's folder, which libvirt sees after a refresh.</summary>
    public void PutFile(string pool, string name) => Apply("touch", state => Volumes.PutFile(state, pool, name));

    /// <summary>Starts or stops a pool (virStoragePoolCreate, virStoragePoolDestroy).</summary>
    public void SetPoolActive(string pool, bool isActive) => Apply("virStoragePoolDestroy", state => Volumes.SetPoolActive(state, pool, isActive));

    /// <summary>Starts or stops a network (virNetworkCreate, virNetworkDestroy).</summary>
    public void SetNetworkActive(string network, bool isActive) =>
        Apply("virNetworkDestroy", state => Volumes.SetNetworkActive(state, network, isActive));

    /// <summary>Renames a domain that is off (virDomainRename).</summary>
    public void Rename(Guid uuid, string name) => Apply("virDomainRename", state => OtherHands.Rename(state, uuid, name));

    /// <summary>The guest suspends itself to memory.</summary>
    public void Sleep(Guid uuid) => Apply("virDomainPMSuspendForDuration", state => OtherHands.Sleep(state, uuid));

    /// <summary>QEMU pauses the guest by itself.</summary>
    /// <param name="uuid">Which domain.</param>
    /// <param name="reason">libvirt's number of the reason (virDomainPausedReason); 0: none that libvirt knows.</param>
    /// <param name="needsReset">Whether it cannot run on, as after an internal error of KVM.</param>
    public void Pause(Guid uuid, int reason, bool needsReset = false) => Apply("stop", state => OtherHands.Pause(state, uuid, reason, needsReset));

    /// <summary>Saves a domain's memory and stops it (virDomainManagedSave, virDomainSave).</summary>
    public void Save(Guid uuid, bool isManaged) => Apply("virDomainSave", state => OtherHands.Save(state, uuid, isManaged));

    /// <summary>Begins a job on a domain, which <see cref="IHypervisor.ListDomainJobsAsync"/> tells of; null ends it.</summary>
    public void SetJob(Guid uuid, string? job) => Apply("virDomainBackupBegin", state => OtherHands.Work(state, uuid, job));

    /// <summary>Makes an external snapshot: from now on the guest writes to a new file over the disk's present one.</summary>
    public void Overlay(Guid uuid, string target, string path) => Apply("virDomainSnapshotCreateXML", state => OtherHands.Overlay(state, uuid, target, path));

    /// <summary>Copies a disk of a running domain and goes over to the copy.</summary>
    public void CopyDisk(Guid uuid, string target, string path) => Apply("virDomainBlockCopy", state => OtherHands.Copy(state, uuid, target, path));

    /// <summary>Lets go of the state file.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>Makes a change that the state file has before anybody sees it or is told.</summary>
    internal HostState Apply(string function, Func<HostState, Change> transition)
    {
        lock (_changing)
        {
            Change change;
            try
            {
                change = transition(_state);
            }
            catch (LibvirtException fault)
            {
                throw fault.In(function);
            }

            _file?.Write(change.State);
            _state = change.State;
            foreach (EventQueue listener in _listeners)
            {
                foreach (HypervisorEvent happened in change.Events)
                {
                    listener.Post(happened);
                }
            }

            return change.Failure is { } failure ? throw failure.In(function) : change.State;
        }
    }

    internal void Listen(EventQueue listener)
    {
        lock (_changing)
        {
            listener.Post(new ConnectionRestored());
            _listeners = _listeners.Add(listener);
        }
    }

    internal void Ignore(EventQueue listener)
    {
        lock (_changing)
        {
            _listeners = _listeners.Remove(listener);
        }
    }
}
