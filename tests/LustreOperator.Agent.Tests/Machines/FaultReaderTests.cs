using LustreOperator.Api;
using LustreOperator.Libvirt;
using static LustreOperator.Libvirt.LibvirtErrorCode;
using Part = LustreOperator.Libvirt.LibvirtErrorDomain;

namespace LustreOperator.Agent.Tests.Machines;

/// <summary>libvirt's errors, as measured on libvirt 9.0 in English and German, become reasons that say what to do.</summary>
internal sealed class FaultReaderTests
{
    private const string Hca = "0000:41:00.0";
    private static readonly StartDomain s_start = new("qa.m", Guid.Empty);
    private static readonly CreateVolume s_create = new(new VolumeDefinition { Pool = "fast", Name = "v", CapacityBytes = 1, Base = new VolumeReference("gold", "el9.qcow2") });

    /// <summary>A host that has all that the machine needs.</summary>
    private static readonly HostInventory s_host = Given.HostWith(Given.Function(Hca)) with
    {
        StoragePools = [Given.Pool("default")],
        Networks = [new VirtualNetwork("lab", true, "virbr0")],
    };

    [TestCase("internal error: unable to map backing store for guest RAM: Cannot allocate memory", MachineReasons.InsufficientMemory)]
    [TestCase("Device 0000:99:00.0 not found: could not access /sys/bus/pci/devices/0000:99:00.0/config", ConditionReasons.DeviceAbsent)]
    [TestCase("Requested operation is not valid: PCI device 0000:41:00.0 is in use by driver QEMU, domain a", MachineReasons.DeviceInUse)]
    [TestCase("vfio 0000:41:00.0: group 8 is not viable", MachineReasons.IommuGroupNotViable)]
    [TestCase("internal error: Non-endpoint PCI devices cannot be assigned to guests", MachineReasons.DeviceNotAssignable)]
    [TestCase("unsupported configuration: host doesn't support passthrough of host PCI devices", MachineReasons.PassthroughUnsupported)]
    [TestCase("cannot limit locked memory of process 7 to 1342177280: Operation not permitted", MachineReasons.LockedMemoryDenied)]
    [TestCase("unsupported: VFIO device assignment is currently not supported on this system", MachineReasons.PassthroughUnsupported)]
    [TestCase("internal error: Failed to load PCI stub module vfio-pci", MachineReasons.PassthroughUnsupported)]
    [TestCase("Path '/dev/vfio/11' is not accessible: No such file or directory", MachineReasons.DeviceInUse)]
    [TestCase("vfio 0000:41:00.0: failed to open /dev/vfio/11: Device or resource busy", MachineReasons.DeviceInUse)]
    [TestCase("Failed to trigger a probe for PCI device '0000:42:00.1': Invalid argument", MachineReasons.DeviceUnavailable)]
    [TestCase("internal error: No more available PCI slots", MachineReasons.NoFreePciePort)]
    [TestCase("something else", MachineReasons.LibvirtError)]
    public void Failed_start_has_the_reason_that_libvirts_words_tell_where_nothing_else_does(string words, string reason) =>
        Assert.That(FaultReader.Read(s_start, new LibvirtException(LibvirtErrorKind.Other, words), Look(Given.MachineWith(Hca), null)).Reason, Is.EqualTo(reason));

    [TestCase(SystemError, Part.None, 19, "Konnte Schnittstellen-MTU auf 'br7' nicht erhalten: Kein passendes Gerät gefunden", MachineReasons.NetworkMissing)]
    [TestCase(SystemError, Part.None, 19, "Cannot get interface MTU on 'br7': No such device", MachineReasons.NetworkMissing)]
    [TestCase(SystemError, Part.None, 95, "Kann Bridge br7 den Port vnet0 nicht hinzufügen: Die Operation wird nicht unterstützt", MachineReasons.NetworkMissing)]
    [TestCase(NoNetwork, Part.Network, null, "Netzwerk nicht gefunden: Kein Netzwerk mit übereinstimmendem Namen 'lab'", MachineReasons.NetworkMissing)]
    [TestCase(OperationInvalid, Part.Network, null, "Angeforderte Operation ist nicht gültig: Netzwerk 'lab' ist nicht aktiv", MachineReasons.NetworkMissing)]
    [TestCase(OperationInvalid, Part.Network, null, "Requested operation is not valid: network 'lab' is not active", MachineReasons.NetworkMissing)]
    [TestCase(OperationInvalid, Part.None, null, "Angeforderte Operation ist nicht gültig: PCI-Gerät 0000:41:00.0 wird von Treiber QEMU, Domain a, verwendet", MachineReasons.DeviceInUse)]
    [TestCase(SystemError, Part.None, 2, "Gerät 0000:99:00.0 nicht gefunden: /sys/bus/pci/devices/0000:99:00.0/config: Datei oder Verzeichnis nicht gefunden", ConditionReasons.DeviceAbsent)]
    [TestCase(ArgumentUnsupported, Part.Qemu, null, "Argument wird nicht unterstützt: VFIO wird nicht unterstützt", MachineReasons.PassthroughUnsupported)]
    [TestCase(SystemError, Part.None, 1, "kann gesperrten Speicher von Prozess 7 nicht auf 1342177280 begrenzen: Die Operation ist nicht erlaubt", MachineReasons.LockedMemoryDenied)]
    [TestCase(InternalError, Part.None, null, "Interner Fehler: Prozess endete vor exec: libvirt: kann gesperrten Speicher von Prozess 754 nicht auf 1342177280 begrenzen", MachineReasons.LockedMemoryDenied)]
    [TestCase(SystemError, Part.None, 12, "Kann Puffer nicht anlegen: Nicht genügend Hauptspeicher verfügbar", MachineReasons.InsufficientMemory)]
    [TestCase(InternalError, Part.Qemu, null, "Interner Fehler: Prozess beendet: qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory", MachineReasons.InsufficientMemory)]
    [TestCase(SystemError, Part.None, 2, "Auf Pfad '/dev/vfio/11' kann nicht zugegriffen werden: Datei oder Verzeichnis nicht gefunden", MachineReasons.DeviceInUse)]
    [TestCase(SystemError, Part.None, 22, "Konnte PCI-Gerät '0000:42:00.1' nicht prüfen: Das Argument ist ungültig", MachineReasons.DeviceUnavailable)]
    [TestCase(InternalError, Part.None, null, "Interner Fehler: etwas anderes", MachineReasons.LibvirtError)]
    public void Failed_start_has_the_reason_that_libvirts_code_tells_in_any_language(LibvirtErrorCode code, Part part, int? errno, string words, string reason) =>
        Assert.That(FaultReader.Read(s_start, Fault(code, part, words, errno), Look(Wired(), s_host)).Reason, Is.EqualTo(reason));

    [Test]
    public void Bridge_of_another_name_is_not_the_machines() => Assert.That(
        FaultReader.Read(s_start, Fault(SystemError, Part.None, "Kann 'br77' nicht finden", 19), Look(Wired(), s_host)).Reason, Is.EqualTo(MachineReasons.LibvirtError));

    [Test]
    public void Hot_plug_for_which_no_port_is_left_is_known_by_its_code()
    {
        MachineLook running = MachineLook.Of(Given.Domain(Wired(), DomainState.Running) with { Host = s_host });
        MachineFault fault = FaultReader.Read(
            new AttachDevice(Guid.Empty, new DomainDisk { Target = "vdb", Source = new FileSource("/x") }),
            Fault(InternalError, Part.Domain, "Interner Fehler: Keine weiteren PCI-Slots verfügbar"),
            running);

        Assert.That(fault.Reason, Is.EqualTo(MachineReasons.NoFreePciePort));
    }

    [Test]
    public void Hot_plug_for_which_memory_may_not_be_locked_is_known_by_the_limit()
    {
        MachineFault fault = FaultReader.Read(
            new AttachDevice(Guid.Empty, new DomainHostDevice { Address = PciAddress.Parse(Hca) }),
            Fault(SystemError, Part.None, "kann gesperrten Speicher von Prozess 759 nicht auf 1342177280 begrenzen: Die Operation ist nicht erlaubt", 1),
            MachineLook.Of(Given.Domain(Wired(), DomainState.Running) with { Host = s_host, HostSpec = Given.Listing(Hca) }));

        Assert.That(fault.Reason, Is.EqualTo(MachineReasons.LockedMemoryDenied));
    }

    [Test]
    public void Number_in_a_UUID_is_no_limit_of_memory() => Assert.That(
        FaultReader.Read(s_start, Fault(InternalError, Part.None, "domain 11111111-1111-1111-1111-999999999999"), Look(Wired(), s_host)).Reason,
        Is.EqualTo(MachineReasons.LibvirtError));

    private static IEnumerable<TestCaseData> Hosts()
    {
        HostInventory function = s_host with { PciDevices = [] };
        yield return new TestCaseData(function, ConditionReasons.DeviceAbsent).SetArgDisplayNames("the function has gone");
        yield return new TestCaseData(s_host.Held("win10", Hca), MachineReasons.DeviceInUse).SetArgDisplayNames("another domain has the function");
        yield return new TestCaseData(Given.HostWith(Given.Function(Hca, classCode: 0x060400)) with { StoragePools = s_host.StoragePools, Networks = s_host.Networks }, MachineReasons.DeviceNotAssignable)
            .SetArgDisplayNames("the function is a bridge");
        yield return new TestCaseData(s_host with { Capabilities = s_host.Capabilities with { VfioSupported = false } }, MachineReasons.PassthroughUnsupported)
            .SetArgDisplayNames("the host has no VFIO");
        yield return new TestCaseData(s_host with { StoragePools = [Given.Pool("default", isActive: false)] }, ConditionReasons.StoragePoolMissing).SetArgDisplayNames("the pool is stopped");
        yield return new TestCaseData(s_host with { StoragePools = [] }, ConditionReasons.StoragePoolMissing).SetArgDisplayNames("the pool has gone");
        yield return new TestCaseData(s_host with { Networks = [] }, MachineReasons.NetworkMissing).SetArgDisplayNames("the network has gone");
        yield return new TestCaseData(s_host with { Networks = [new VirtualNetwork("lab", false, null)] }, MachineReasons.NetworkMissing).SetArgDisplayNames("the network is stopped");
        yield return new TestCaseData(s_host, MachineReasons.LibvirtError).SetArgDisplayNames("nothing lacks");
    }

    [TestCaseSource(nameof(Hosts))]
    public void Failed_start_has_the_reason_that_the_host_shows_whatever_libvirt_says(HostInventory host, string reason)
    {
        MachineFault fault = FaultReader.Read(s_start, Fault(InternalError, Part.None, "なにか"), Look(Wired(), host));

        Assert.That(fault.Reason, Is.EqualTo(reason));
        Assert.That(fault.Message, reason == ConditionReasons.StoragePoolMissing ? Does.Contain("pool default") : Does.Contain("なにか"));
    }

    [Test]
    public void What_is_missing_in_a_list_that_was_not_read_whole_may_be_there()
    {
        HostInventory host = s_host with { StoragePools = [], Networks = [], Unreadable = [new UnreadablePart("list of", "storage pools", "no answer")] };

        Assert.That(FaultReader.Read(s_start, Fault(InternalError, Part.None, "?"), Look(Wired(), host)).Reason, Is.EqualTo(MachineReasons.LibvirtError));
    }

    [TestCase(LibvirtErrorKind.NoStoragePool, ConditionReasons.StoragePoolMissing, "pool-define-as fast")]
    [TestCase(LibvirtErrorKind.OperationInvalid, ConditionReasons.StoragePoolMissing, "virsh pool-start fast")]
    [TestCase(LibvirtErrorKind.NoStorageVolume, MachineReasons.BaseVolumeMissing, "volume el9.qcow2 is not in storage pool gold")]
    [TestCase(LibvirtErrorKind.Other, MachineReasons.LibvirtError, "could not create volume fast/v over gold/el9.qcow2 on host kvm1: said")]
    public void Failed_volume_says_what_to_make(LibvirtErrorKind kind, string reason, string words)
    {
        MachineFault fault = FaultReader.Read(s_create, new LibvirtException(kind, "said"), Look(Given.MachineWith(Hca), null));

        Assert.That(fault.Reason, Is.EqualTo(reason));
        Assert.That(fault.Message, Does.Contain(words));
    }

    [Test]
    public void Failed_volume_names_the_pool_that_is_stopped_be_it_that_of_the_base()
    {
        HostInventory host = s_host with { StoragePools = [Given.Pool("fast"), Given.Pool("gold", isActive: false)] };

        Assert.That(
            FaultReader.Read(s_create, Fault(OperationInvalid, Part.Storage, "Speicher-Pool ist nicht aktiv"), Look(Given.MachineWith(Hca), host)).Message,
            Does.Contain("virsh pool-start gold"));
    }

    [Test]
    public void Timeout_is_a_libvirt_that_does_not_answer() => Assert.That(
        FaultReader.Read(s_start, new LibvirtTimeoutException("virDomainCreate", TimeSpan.FromSeconds(1)), Look(Given.MachineWith(Hca), null)).Reason,
        Is.EqualTo(ConditionReasons.LibvirtUnreachable));

    [Test]
    public void What_cannot_be_read_is_told_with_its_host() =>
        Assert.That(FaultReader.Read(new LibvirtException(LibvirtErrorKind.Other, "said"), "kvm1"), Is.EqualTo(new MachineFault(MachineReasons.LibvirtError, "libvirt on host kvm1: said")));

    private static LibvirtException Fault(LibvirtErrorCode code, Part part, string words, int? errno = null) =>
        new(ErrorKinds.Of(code, part), words) { Code = code, Domain = part, Errno = errno };

    private static MachineLook Look(LustreMachine machine, HostInventory? host) =>
        MachineLook.Of(Given.Domain(machine, DomainState.ShutOff) with { Host = host, HostSpec = Given.Listing(Hca) });

    /// <summary>A machine with a bridge, a network and an HCA.</summary>
    private static LustreMachine Wired() => Given.Machine(spec => spec with
    {
        Networks =
        [
            new MachineNetwork { Name = "a", Bridge = "br7", Mac = "02:00:00:00:00:01" },
            new MachineNetwork { Name = "b", LibvirtNetwork = "lab", Mac = "02:00:00:00:00:02" },
            new MachineNetwork { Name = "ib", Device = PciAddress.Parse(Hca) },
        ],
    });
}
