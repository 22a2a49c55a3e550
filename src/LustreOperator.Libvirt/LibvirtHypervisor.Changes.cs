using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>Changing domains.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_DOMAIN_METADATA_ELEMENT.</summary>
    private const int MetadataElement = 2;

    /// <summary>VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, SNAPSHOTS_METADATA, NVRAM and CHECKPOINTS_METADATA.</summary>
    private const uint UndefineAll = 1 | 2 | 4 | 16;

    /// <summary>VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, for drivers that do not know the rest.</summary>
    private const uint UndefineManagedSave = 1;

    public Task StartDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeSlowlyAsync(uuid, nameof(Native.virDomainCreate), domain => NativeResult.Check(Native.virDomainCreate(domain)), cancellationToken);

    public Task ResumeDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeAsync(uuid, nameof(Native.virDomainResume), Resume, cancellationToken);

    public Task WakeDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeAsync(uuid, nameof(Native.virDomainPMWakeup), domain => NativeResult.Check(Native.virDomainPMWakeup(domain, 0)), cancellationToken);

    public Task ShutdownDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeSlowlyAsync(uuid, nameof(Native.virDomainShutdown), domain => NativeResult.Check(Native.virDomainShutdown(domain)), cancellationToken);

    public Task DestroyDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeAsync(uuid, nameof(Native.virDomainDestroy), Destroy, cancellationToken);

    public Task UndefineDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        ChangeAsync(uuid, nameof(Native.virDomainUndefineFlags), Undefine, cancellationToken);

    public Task PinVcpuAsync(Guid uuid, int vcpu, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken)
    {
        byte[] map = PinMap(cpus);
        return ChangeAsync(
            uuid,
            nameof(Native.virDomainPinVcpuFlags),
            domain =>
            {
                fixed (byte* start = map)
                {
                    return NativeResult.Check(Native.virDomainPinVcpuFlags(domain, (uint)vcpu, start, map.Length, (uint)scope));
                }
            },
            cancellationToken);
    }

    public Task PinEmulatorAsync(Guid uuid, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken)
    {
        byte[] map = PinMap(cpus);
        return ChangeAsync(
            uuid,
            nameof(Native.virDomainPinEmulator),
            domain =>
            {
                fixed (byte* start = map)
                {
                    return NativeResult.Check(Native.virDomainPinEmulator(domain, start, map.Length, (uint)scope));
                }
            },
            cancellationToken);
    }

    public Task SetMetadataAsync(Guid uuid, DomainMetadata metadata, DomainScope scope, CancellationToken cancellationToken)
    {
        string xml = metadata.WriteBare();
        return ChangeAsync(
            uuid,
            nameof(Native.virDomainSetMetadata),
            domain => NativeResult.Check(
                Native.virDomainSetMetadata(domain, MetadataElement, xml, metadata.Prefix, metadata.NamespaceUri, (uint)scope)),
            cancellationToken);
    }

    public Task AttachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken)
    {
        string xml = DomainXml.WriteDevice(device);
        return ChangeSlowlyAsync(
            uuid,
            nameof(Native.virDomainAttachDeviceFlags),
            domain => NativeResult.Check(Native.virDomainAttachDeviceFlags(domain, xml, (uint)scope)),
            cancellationToken);
    }

    public Task DetachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken)
    {
        string xml = DomainXml.WriteDevice(device);
        return ChangeSlowlyAsync(
            uuid,
            nameof(Native.virDomainDetachDeviceFlags),
            domain => NativeResult.Check(Native.virDomainDetachDeviceFlags(domain, xml, (uint)scope)),
            cancellationToken);
    }

    // QEMU's own words, which nobody translates; libvirt has no code for it.
    private static int Resume(DomainHandle domain)
    {
        try
        {
            return NativeResult.Check(Native.virDomainResume(domain));
        }
        catch (LibvirtException exception) when (exception.Message.Contains("Resetting the Virtual Machine is required", StringComparison.Ordinal))
        {
            throw exception.As(LibvirtErrorKind.GuestNeedsReset);
        }
    }

    private static byte[] PinMap(CpuSet cpus) => CpuMap.Write(PinRules.Checked(cpus));

    // libvirt kills the process before it waits for its turn. While it is still finding its domains again after a start, it then meets a dead one and
    // says that it did not run.
    private static int Destroy(DomainHandle domain)
    {
        int result = Native.virDomainDestroy(domain);
        if (result >= 0)
        {
            return result;
        }

        LibvirtException error = NativeResult.LastError(nameof(Native.virDomainDestroy));
        return error.Kind == LibvirtErrorKind.OperationInvalid && Native.virDomainIsActive(domain) == 0 ? 0 : throw error;
    }

    private static int Undefine(DomainHandle domain)
    {
        int result = Native.virDomainUndefineFlags(domain, UndefineAll);
        if (result >= 0)
        {
            return result;
        }

        LibvirtException error = NativeResult.LastError(nameof(Native.virDomainUndefineFlags));
        return error.Kind is LibvirtErrorKind.InvalidArgument or LibvirtErrorKind.NotSupported
            ? NativeResult.Check(Native.virDomainUndefineFlags(domain, UndefineManagedSave))
            : throw error;
    }

    private Task<int> ChangeAsync(Guid uuid, string function, Func<DomainHandle, int> change, CancellationToken cancellationToken) =>
        QuickAsync(function, connect => Change(connect, uuid, change), cancellationToken);

    private Task<int> ChangeSlowlyAsync(Guid uuid, string function, Func<DomainHandle, int> change, CancellationToken cancellationToken) =>
        SlowAsync(function, connect => Change(connect, uuid, change), cancellationToken);

    private static int Change(ConnectHandle connect, Guid uuid, Func<DomainHandle, int> change)
    {
        using DomainHandle domain = Lookup(connect, uuid);
        return change(domain);
    }
}
