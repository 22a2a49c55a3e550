using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record StartDomain(string Domain, Guid Uuid) : MachineAction("DomainStarted")
{
    /// <summary>How it went off though it was wanted on and not by its guest, in libvirt's word; null: it did not.</summary>
    public string? Off { get; init; }

    public override bool IsWarning => Off is not null;

    public override MachineFault? Explain(LibvirtException fault, MachineLook now) => StartFaults.Read(fault, now);

    public override string Describe() => Off is null ? $"start domain {Domain}" : $"start domain {Domain}, which went off and should run ({Off})";
}

internal sealed record ShutdownDomain(string Domain, Guid Uuid, string Why) : MachineAction("DomainShutdown")
{
    public override bool Disturbs => true;

    /// <summary>Whether the guest sleeps and must be woken first.</summary>
    public bool Wakes { get; init; }

    public override string Describe() => $"{(Wakes ? "wake and " : "")}ask the guest of domain {Domain} to shut down: {Why}";
}

/// <summary>The guest is powering off already: its grace period begins, and nothing is asked.</summary>
internal sealed record AwaitShutdown(string Domain) : MachineAction(Reason: null)
{
    public override string Describe() => $"wait for domain {Domain}, which is powering off";
}

internal sealed record DestroyDomain(string Domain, Guid Uuid, string Why) : MachineAction("DomainDestroyed")
{
    public override bool Disturbs => !IsCrash;

    /// <summary>Whether it is no stop that anybody wants: a next start waits as after any crash.</summary>
    public bool IsCrash { get; init; }

    public override string Describe() => $"force domain {Domain} off: {Why}";
}
