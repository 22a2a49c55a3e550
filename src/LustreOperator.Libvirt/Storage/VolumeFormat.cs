namespace LustreOperator.Libvirt;

/// <summary>How a disk's bytes are laid out in its volume.</summary>
public enum VolumeFormat
{
    Raw,
    Qcow2,
}
