using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>Reading and defining domains.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_DOMAIN_XML_INACTIVE.</summary>
    private const uint InactiveXml = 1 << 1;

    /// <summary>The ID of a domain that is off.</summary>
    private const uint NoId = uint.MaxValue;

    public Task<Listing<DomainSummary>> ListDomainsAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectListAllDomains), ReadDomains, cancellationToken);

    public Task<DomainSnapshot?> FindDomainAsync(string name, CancellationToken cancellationToken) => QuickAsync(
        nameof(Native.virDomainGetXMLDesc),
        connect =>
        {
            using DomainHandle? domain = Lookup(connect, name);
            return domain is null ? null : NullIf(LibvirtErrorKind.NoDomain, () => ReadSnapshot(domain));
        },
        cancellationToken);

    public Task<DomainSnapshot?> FindDomainAsync(Guid uuid, CancellationToken cancellationToken) => QuickAsync(
        nameof(Native.virDomainGetXMLDesc),
        connect => NullIf(
            LibvirtErrorKind.NoDomain,
            () =>
            {
                using DomainHandle domain = Lookup(connect, uuid);
                return ReadSnapshot(domain);
            }),
        cancellationToken);

    public Task<DomainIdentity> DefineDomainAsync(DomainDefinition definition, CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virDomainDefineXML), connect => Define(connect, definition), cancellationToken);

    private static DomainHandle? Lookup(ConnectHandle connect, string name) =>
        NullIf(LibvirtErrorKind.NoDomain, () => NativeResult.Check(Native.virDomainLookupByName(connect, name)));

    private static DomainHandle Lookup(ConnectHandle connect, Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        fixed (byte* start = bytes)
        {
            return NativeResult.Check(Native.virDomainLookupByUUID(connect, start));
        }
    }

    private static Listing<DomainSummary> ReadDomains(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllDomains(connect, out nint* items, 0));
        return Sorted(
            ReadEach(
                connect,
                "domain",
                NativeList.Take<DomainHandle>(items, count),
                handle => DomainReader.Identity(handle).Name,
                handle => NullIf(LibvirtErrorKind.NoDomain, () => ReadSummary(handle))),
            domain => domain.Name,
            StringComparer.Ordinal);
    }

    private static DomainSummary ReadSummary(DomainHandle domain)
    {
        NativeResult.Check(Native.virDomainGetState(domain, out int state, out _, 0));
        DomainIdentity identity = DomainReader.Identity(domain);
        string xml = NativeResult.CheckString(Native.virDomainGetXMLDesc(domain, Native.virDomainGetID(domain) == NoId ? InactiveXml : 0));
        DomainHolding holding = DomainXml.ReadHolding(xml);
        return new(identity.Name, identity.Uuid, (DomainState)state)
        {
            Metadata = holding.Metadata,
            HostDevices = holding.Functions,
            Images = holding.Images,
        };
    }

    private static DomainSnapshot ReadSnapshot(DomainHandle domain)
    {
        bool isPersistent = NativeResult.Check(Native.virDomainIsPersistent(domain)) == 1;
        DomainDescription? inactive = isPersistent ? ReadXml(domain, InactiveXml) : null;
        NativeResult.Check(Native.virDomainGetState(domain, out int number, out int reason, 0));
        DomainState state = (DomainState)number;
        bool isActive = NativeResult.Check(Native.virDomainIsActive(domain)) == 1;
        DomainDescription? live = isActive ? ReadXml(domain, 0) : null;
        return new DomainSnapshot
        {
            Identity = DomainReader.Identity(domain),
            State = state,
            StateReason = StateReasons.Of(state, reason),
            IsPersistent = isPersistent,
            HasManagedSave = Native.virDomainHasManagedSaveImage(domain, 0) == 1,
            Live = live,
            Inactive = inactive,
            VcpuAffinity = live is null ? [] : ReadAffinity(domain, live.Definition.VCpus),
        };
    }

    // A domain that stopped since has no threads; the rest of it is as it was read. Between the end of an emulator and libvirt's notice of it the
    // domain is active still, and the kernel's refusal (ESRCH) is what libvirt passes on.
    private static ValueList<VcpuAffinity> ReadAffinity(DomainHandle domain, int vcpus)
    {
        try
        {
            return VcpuReader.Read(domain, vcpus);
        }
        catch (LibvirtException exception) when (exception.Kind is LibvirtErrorKind.OperationInvalid or LibvirtErrorKind.System)
        {
            return [];
        }
    }

    private static DomainDescription ReadXml(DomainHandle domain, uint flags) =>
        DomainXml.Read(NativeResult.CheckString(Native.virDomainGetXMLDesc(domain, flags)));

    private static DomainIdentity Define(ConnectHandle connect, DomainDefinition definition)
    {
        string xml = DomainXml.Write(definition);
        if (definition.Uuid is { } uuid && NullIf(LibvirtErrorKind.NoDomain, () => Lookup(connect, uuid)) is { } existing)
        {
            using (existing)
            {
                xml = DomainXml.WriteMerged(NativeResult.CheckString(Native.virDomainGetXMLDesc(existing, InactiveXml)), definition);
            }
        }

        try
        {
            using DomainHandle domain = NativeResult.Check(Native.virDomainDefineXML(connect, xml));
            return DomainReader.Identity(domain);
        }
        catch (LibvirtException exception) when (exception.Code == LibvirtErrorCode.OperationFailed)
        {
            // libvirt has no code of its own for a name that another UUID holds.
            using DomainHandle? other = Lookup(connect, definition.Name);
            if (other is null || DomainReader.Identity(other).Uuid == definition.Uuid)
            {
                throw;
            }

            throw exception.As(LibvirtErrorKind.DomainExists);
        }
    }
}
