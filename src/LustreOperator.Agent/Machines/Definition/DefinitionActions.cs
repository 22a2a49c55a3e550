using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record DefineDomain(DomainDefinition Definition, string Why, bool IsNew) : MachineAction(IsNew ? "DomainDefined" : "DomainRedefined")
{
    public override bool Disturbs => !IsNew;

    public override bool IsPreparation => IsNew;

    public override string Describe() => IsNew ? $"define domain {Definition.Name}" : $"redefine domain {Definition.Name}: {Why}";
}
