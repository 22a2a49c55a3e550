namespace LustreOperator.Libvirt.Interop;

/// <summary>What a domain object says of itself without asking the daemon.</summary>
internal static unsafe class DomainReader
{
    public static DomainIdentity Identity(nint domain)
    {
        Span<byte> uuid = stackalloc byte[16];
        fixed (byte* bytes = uuid)
        {
            NativeResult.Check(Native.virDomainGetUUID(domain, bytes));
        }

        return new(NativeString.Peek(Native.virDomainGetName(domain)), new Guid(uuid, bigEndian: true));
    }

    public static DomainIdentity Identity(DomainHandle domain)
    {
        bool held = false;
        try
        {
            domain.DangerousAddRef(ref held);
            return Identity(domain.DangerousGetHandle());
        }
        finally
        {
            if (held)
            {
                domain.DangerousRelease();
            }
        }
    }
}
