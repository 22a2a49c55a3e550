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
                await hypervisor.ResumeDomainAsync(resume.Uuid, cancel);
                break;
            case ShutdownDomain shutdown:
                await hypervisor.ShutdownDomainAsync(shutdown.Uuid, cancel);
                history.ShutdownRequested(machineUid);
                break;
            case DestroyDomain destroy:
                await hypervisor.DestroyDomainAsync(destroy.Uuid, cancel);
                history.Stopped(machineUid);
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
