namespace LustreOperator.Api;

/// <summary>Reasons of a cluster's conditions, beside <see cref="ConditionReasons"/>; Events that tell of the same thing use the same word.</summary>
public static class ClusterReasons
{
    /// <summary>All machines run as wanted.</summary>
    public const string AllMachinesReady = "AllMachinesReady";

    /// <summary>Some machines are not ready yet; the message names them and why.</summary>
    public const string MachinesNotReady = "MachinesNotReady";

    /// <summary>The spec has no fault.</summary>
    public const string Valid = "Valid";

    /// <summary>Every machine has its place.</summary>
    public const string AllPlaced = "AllPlaced";

    /// <summary>The machines do not fit on the hosts; the message says per host what lacks.</summary>
    public const string DoesNotFit = "DoesNotFit";

    /// <summary>No KvmHost is registered, or the selector takes none.</summary>
    public const string NoHosts = "NoHosts";

    /// <summary>The machine objects carry the present template.</summary>
    public const string TemplateApplied = "TemplateApplied";

    /// <summary>Some machines wait for a restart or a new place before they carry the present template.</summary>
    public const string TemplatePending = "TemplatePending";

    /// <summary><c>spec.paused</c> is true.</summary>
    public const string PausedByUser = "PausedByUser";

    /// <summary><c>spec.paused</c> is false.</summary>
    public const string NotPaused = "NotPaused";

    /// <summary>The object is not being deleted.</summary>
    public const string NotDeleting = "NotDeleting";
}
