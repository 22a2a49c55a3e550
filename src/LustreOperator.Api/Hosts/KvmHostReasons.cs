namespace LustreOperator.Api;

/// <summary>Reasons of a host's conditions, beside <see cref="ConditionReasons"/>; Events that tell of the same thing use the same word.</summary>
public static class KvmHostReasons
{
    /// <summary>The KvmHost object does not exist.</summary>
    public const string HostMissing = "HostMissing";

    /// <summary>The agent serves the host.</summary>
    public const string AgentServing = "AgentServing";

    /// <summary>The agent's Lease is renewed.</summary>
    public const string LeaseRenewed = "LeaseRenewed";

    /// <summary>The agent's Lease expired: its machines may be running or not, nobody knows.</summary>
    public const string LeaseExpired = "LeaseExpired";

    /// <summary>No agent has taken the host's Lease yet.</summary>
    public const string NoLease = "NoLease";

    /// <summary>The libvirt behind the agent is not the one that the KvmHost stands for.</summary>
    public const string HostUuidMismatch = "HostUuidMismatch";

    /// <summary>All that KvmHost.spec.devices lists is there and can be offered.</summary>
    public const string AllDevicesFit = "AllDevicesFit";

    /// <summary>Some of what KvmHost.spec.devices lists cannot be offered; the message names each and why.</summary>
    public const string SomeDevicesUnfit = "SomeDevicesUnfit";

    /// <summary>The agent is on the host and sees what the host itself uses.</summary>
    public const string AgentOnHost = "AgentOnHost";

    /// <summary>The agent has only a connection to the host's libvirt.</summary>
    public const string AgentElsewhere = "AgentElsewhere";

    /// <summary>Physical functions have the virtual functions that the admin wants.</summary>
    public const string AllFunctionsMade = "AllFunctionsMade";

    /// <summary>The number of virtual functions cannot change while one of them, or the physical function, is in use.</summary>
    public const string FunctionsInUse = "FunctionsInUse";

    /// <summary>The kernel or the hardware refused to make virtual functions.</summary>
    public const string FunctionsRefused = "FunctionsRefused";

    /// <summary>Parts of the host's inventory cannot be read and are left out; the message names them.</summary>
    public const string PartsUnreadable = "PartsUnreadable";

    /// <summary>libvirt answers.</summary>
    public const string Connected = "Connected";
}
