namespace LustreOperator.Agent;

internal sealed record ResumeDomain(string Domain, Guid Uuid) : MachineAction("DomainResumed")
{
    public override string Describe() => $"resume paused domain {Domain}";
}

internal sealed record WakeDomain(string Domain, Guid Uuid) : MachineAction("DomainWoken")
{
    public override string Describe() => $"wake the guest of domain {Domain}, which sleeps";
}
