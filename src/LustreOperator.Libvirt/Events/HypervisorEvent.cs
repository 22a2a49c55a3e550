namespace LustreOperator.Libvirt;

/// <summary>Something happened: a reason to look again.</summary>
public abstract record HypervisorEvent
{
    private protected HypervisorEvent()
    {
    }
}
