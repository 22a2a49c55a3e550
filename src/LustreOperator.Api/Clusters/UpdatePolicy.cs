namespace LustreOperator.Api;

/// <summary>What a change that needs a restart may do.</summary>
public enum UpdatePolicy
{
    /// <summary>Waits until the machine is next started, or deleted and made anew.</summary>
    OnDelete,

    /// <summary>Shuts the machine down and starts it with the change.</summary>
    Restart,
}
