using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Does the steps of a plan. It decides nothing.</summary>
internal sealed class MachineExecutor(IHypervisor hypervisor, PowerHistory history)
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
                await hypervisor.StartDomainAsync(start.Uuid, cancel);
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
                await hypervisor.AttachDeviceAsync(attach.Uuid, attach.Device, DomainScope.Live, cancel);
                break;
            case UndefineDomain undefine:
                await hypervisor.UndefineDomainAsync(undefine.Uuid, cancel);
                history.Stopped(machineUid);
                break;
            case DeleteVolume delete:
                await hypervisor.DeleteVolumeAsync(delete.Pool, delete.Name, cancel);
                break;
            case KeepVolume:
                break;
            default:
                throw new InvalidOperationException($"no way to {action.Describe()}");
        }
    }
}
