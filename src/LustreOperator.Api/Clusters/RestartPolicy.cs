namespace LustreOperator.Api;

/// <summary>What happens when a domain stops that should run.</summary>
public enum RestartPolicy
{
    /// <summary>Started again, whatever stopped it.</summary>
    Always,

    /// <summary>Started again unless the guest itself shut down.</summary>
    OnFailure,

    /// <summary>Left off.</summary>
    Never,
}
