namespace LustreOperator.Api;

/// <summary>What is done about a domain that somebody changed by hand.</summary>
public enum DriftPolicy
{
    /// <summary>Put right.</summary>
    Enforce,

    /// <summary>Reported in status.drift, left as it is.</summary>
    Report,
}
