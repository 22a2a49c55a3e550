using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record DefineDomain(DomainDefinition Definition, string Why, bool IsNew) : MachineAction(IsNew ? "DomainDefined" : "DomainRedefined")
{
    public override bool Disturbs => !IsNew;

    public override bool IsPreparation => IsNew;

    public override MachineFault? Explain(LibvirtException fault, MachineLook now) => fault.Kind == LibvirtErrorKind.DomainExists
        ? new(
            MachineReasons.NameConflict,
            $"domain {Definition.Name} on host {now.Machine.Spec.Host} is not ours and is left alone: {fault.Message}")
        : null;

    public override string Describe() => IsNew ? $"define domain {Definition.Name}" : $"redefine domain {Definition.Name}: {Why}";
}
