using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Resumes and wakes guests.</summary>
internal sealed class PauseHands(MachineTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<ResumeDomain>(ResumeAsync),
        PhaseStep.Of<WakeDomain>((wake, _, cancel) => tools.Hypervisor.WakeDomainAsync(wake.Uuid, cancel)),
    ];

    // The next look ends a guest that cannot run on.
    private async Task ResumeAsync(ResumeDomain resume, string machineUid, CancellationToken cancel)
    {
        try
        {
            await tools.Hypervisor.ResumeDomainAsync(resume.Uuid, cancel);
        }
        catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.GuestNeedsReset)
        {
            tools.Power.ResetNeeded(machineUid);
        }
    }
}
