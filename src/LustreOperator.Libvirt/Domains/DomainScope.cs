namespace LustreOperator.Libvirt;

/// <summary>What a change is made to (virDomainModificationImpact, with libvirt's bits).</summary>
[Flags]
public enum DomainScope
{
    /// <summary>libvirt's VIR_DOMAIN_AFFECT_CURRENT: the running domain alone when it runs, else the definition.</summary>
    None = 0,

    /// <summary>The running domain; fails with <see cref="LibvirtErrorKind.OperationInvalid"/> when it is off.</summary>
    Live = 1,

    /// <summary>The definition that counts from the next start.</summary>
    Config = 2,
    LiveAndConfig = Live | Config,
}
