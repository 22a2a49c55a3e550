using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>libvirt's words, as measured on libvirt 9.0, become reasons that say what to do.</summary>
internal sealed class FaultReaderTests
{
    private static readonly StartDomain s_start = new("qa.m", Guid.Empty);
    private static readonly CreateVolume s_create = new(new VolumeDefinition { Pool = "fast", Name = "v", CapacityBytes = 1, Base = new VolumeReference("gold", "el9.qcow2") });

    [TestCase("Cannot get interface MTU on 'br7': No such device", MachineReasons.NetworkMissing)]
    [TestCase("Requested operation is not valid: network 'lustre' is not active", MachineReasons.NetworkMissing)]
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
    public void Failed_start_has_the_reason_that_libvirts_words_tell(string words, string reason) =>
        Assert.That(FaultReader.Read(s_start, new LibvirtException(LibvirtErrorKind.Other, words), Given.MachineWith("0000:41:00.0"), null).Reason, Is.EqualTo(reason));

    [TestCase(LibvirtErrorKind.NoStoragePool, ConditionReasons.StoragePoolMissing, "pool-define-as fast")]
    [TestCase(LibvirtErrorKind.NoStorageVolume, MachineReasons.BaseVolumeMissing, "volume el9.qcow2 is not in storage pool gold")]
    public void Failed_volume_says_what_to_make(LibvirtErrorKind kind, string reason, string words)
    {
        MachineFault fault = FaultReader.Read(s_create, new LibvirtException(kind, "said"), Given.MachineWith("0000:41:00.0"), null);

        Assert.That(fault.Reason, Is.EqualTo(reason));
        Assert.That(fault.Message, Does.Contain(words));
    }

    [Test]
    public void Timeout_is_a_libvirt_that_does_not_answer() =>
        Assert.That(FaultReader.Read(s_start, new LibvirtTimeoutException("virDomainCreate", TimeSpan.FromSeconds(1)), Given.MachineWith("0000:41:00.0"), null).Reason, Is.EqualTo(ConditionReasons.LibvirtUnreachable));
}
