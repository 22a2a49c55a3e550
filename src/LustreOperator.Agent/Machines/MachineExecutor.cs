using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Does the steps of a plan. It decides nothing.</summary>
internal sealed class MachineExecutor(IHypervisor hypervisor, PowerHistory history, DetachHistory detaches, FunctionGate gate)
{
    public async Task ExecuteAsync(MachineAction action, string machineUid, CancellationToken cancel)
    {
        switch (action)
        {
            case AdoptDomain adopt:
                await hypervisor.SetOwnerAsync(adopt.Uuid, adopt.Owner, DomainScope.Config, cancel);
                break;
            case CreateVolume create:
                await hypervisor.CreateVolumeAsync(create.Volume, cancel);
                break;
            case DefineDomain define:
                await hypervisor.DefineDomainAsync(define.Definition, cancel);
                break;
            case StartDomain start:
                using (await gate.EnterAsync(cancel))
                {
                    await hypervisor.StartDomainAsync(start.Uuid, cancel);
                }

                history.Started(machineUid);
                break;
            case ResumeDomain resume:
                await ResumeAsync(resume, machineUid, cancel);
                break;
            case WakeDomain wake:
                await hypervisor.WakeDomainAsync(wake.Uuid, cancel);
                break;
            case ShutdownDomain shutdown:
                await ShutdownAsync(shutdown, machineUid, cancel);
                break;
            case AwaitShutdown:
                history.ShutdownRequested(machineUid);
                break;
            case DestroyDomain destroy:
                await hypervisor.DestroyDomainAsync(destroy.Uuid, cancel);
                if (!destroy.IsCrash)
                {
                    history.Stopped(machineUid);
                }

                break;
            case PinVcpu pin:
                await hypervisor.PinVcpuAsync(pin.Uuid, pin.Vcpu, pin.Cpus, DomainScope.Live, cancel);
                break;
            case PinEmulator pin:
                await hypervisor.PinEmulatorAsync(pin.Uuid, pin.Cpus, DomainScope.Live, cancel);
                break;
            case AttachDevice attach:
                using (await gate.EnterAsync(cancel))
                {
                    await hypervisor.AttachDeviceAsync(attach.Uuid, attach.Device, DomainScope.Live, cancel);
                }

                break;
            case DetachDevice detach:
                await DetachAsync(detach, machineUid, cancel);
                break;
            case MarkParked mark:
                await hypervisor.SetOwnerAsync(mark.Uuid, mark.Owner, mark.Scope, cancel);
                break;
            case ParkFunction park:
                await hypervisor.DetachNodeDeviceAsync(park.Function, cancel);
                break;
            case ReturnFunction back:
                await hypervisor.ReattachNodeDeviceAsync(back.Function, cancel);
                break;
            case UndefineDomain undefine:
                await hypervisor.UndefineDomainAsync(undefine.Uuid, cancel);
                history.Stopped(machineUid);
                break;
            case DeleteVolume delete:
                await hypervisor.DeleteVolumeAsync(delete.Pool, delete.Name, cancel);
                break;
            case KeepVolume or LeaveVolume:
                break;
            default:
                throw new InvalidOperationException($"no way to {action.Describe()}");
        }
    }

    // The next look ends a guest that cannot run on.
    private async Task ResumeAsync(ResumeDomain resume, string machineUid, CancellationToken cancel)
    {
        try
        {
            await hypervisor.ResumeDomainAsync(resume.Uuid, cancel);
        }
        catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.GuestNeedsReset)
        {
            history.ResetNeeded(machineUid);
        }
    }

    // The grace period begins with the request, whether libvirt or the guest takes it or not.
    private async Task ShutdownAsync(ShutdownDomain shutdown, string machineUid, CancellationToken cancel)
    {
        history.ShutdownRequested(machineUid);
        if (shutdown.Wakes)
        {
            await hypervisor.WakeDomainAsync(shutdown.Uuid, cancel);
        }

        await hypervisor.ShutdownDomainAsync(shutdown.Uuid, cancel);
    }

    // Asked is asked, whatever libvirt answers: success does not mean that the guest lets go, nor a time-out that it does not.
    private async Task DetachAsync(DetachDevice detach, string machineUid, CancellationToken cancel)
    {
        detaches.Asked(machineUid, detach.Device.Key);
        try
        {
            await hypervisor.DetachDeviceAsync(detach.Uuid, detach.Device, DomainScope.Live, cancel);
        }
        catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.DeviceMissing || IsUnderWay(fault))
        {
            // It is gone, or the guest is still at the last request.
        }
    }

    private static bool IsUnderWay(LibvirtException fault) => fault.Message.Contains("in the process of unplug", StringComparison.OrdinalIgnoreCase);
}
