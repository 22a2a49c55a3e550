namespace LustreOperator.Libvirt;

/// <summary>What we ask of a new volume beyond what libvirt does.</summary>
public static class VolumeRules
{
    /// <summary>libvirt takes an overlay smaller than its base, and the guest then finds its file system cut off.</summary>
    /// <param name="backing">The base as it was found; null when it was not.</param>
    /// <param name="reference">The base as it was named.</param>
    /// <param name="definition">The volume to make.</param>
    /// <exception cref="LibvirtException">There is no such base, or the volume cannot be an overlay of it.</exception>
    public static StorageVolume CheckBase(StorageVolume? backing, VolumeReference reference, VolumeDefinition definition)
    {
        if (backing is null)
        {
            throw new LibvirtException(LibvirtErrorKind.NoStorageVolume, $"The base volume {reference.Name} is not in the storage pool {reference.Pool}.");
        }

        if (definition.Format != VolumeFormat.Qcow2)
        {
            throw new LibvirtException(LibvirtErrorKind.InvalidArgument, $"{definition.Name} is to be an overlay of {reference.Name}: it must be qcow2.");
        }

        return definition.CapacityBytes >= backing.CapacityBytes
            ? backing
            : throw new LibvirtException(
                LibvirtErrorKind.InvalidArgument,
                $"{definition.Name} is to have {definition.CapacityBytes} bytes, fewer than the {backing.CapacityBytes} of its base {reference.Name}.");
    }
}
