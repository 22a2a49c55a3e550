namespace LustreOperator.Agent;

internal sealed record AdoptDomain(string Domain, Guid Uuid, DomainMark Mark) : MachineAction("DomainAdopted")
{
    public override string Describe() => $"take over domain {Domain} as its annotation says";
}
