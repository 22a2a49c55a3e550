using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What a failure of libvirt means to the user, and what to do about it. Pure.</summary>
internal static class FaultReader
{
    /// <summary>The fault of something that could not be read.</summary>
    /// <param name="fault">How it failed.</param>
    /// <param name="host">Name of the KvmHost.</param>
    public static MachineFault Read(LibvirtException fault, string host) =>
        Unanswered(fault, host) ?? new(MachineReasons.LibvirtError, $"libvirt on host {host}: {fault.Message}");

    /// <summary>The fault of a step that failed.</summary>
    /// <param name="step">The step.</param>
    /// <param name="fault">How it failed.</param>
    /// <param name="now">The look that the step was planned from, with the host as it is after the failure.</param>
    public static MachineFault Read(MachineAction step, LibvirtException fault, MachineLook now)
    {
        string host = now.Machine.Spec.Host;
        return Unanswered(fault, host)
            ?? step.Explain(fault, now)
            ?? new(MachineReasons.LibvirtError, $"could not {step.Describe()} on host {host}: {fault.Message}");
    }

    private static MachineFault? Unanswered(LibvirtException fault, string host) => fault.Kind is LibvirtErrorKind.Unreachable
        or LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.Timeout or LibvirtErrorKind.LibraryMissing or LibvirtErrorKind.Busy
        ? new(ConditionReasons.LibvirtUnreachable, $"{fault.Message}. Nothing is known of the machine until libvirt on host {host} answers")
        : null;
}
