namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>For the tests of this folder the agent reaches the host by a URI alone: what the admin lists is offered.</summary>
[SetUpFixture]
internal sealed class AgentOutside
{
    [OneTimeSetUp]
    public Task Start() => SharedLab.Lab.StartAgentOutsideAsync();

    [OneTimeTearDown]
    public Task Stop() => SharedLab.Lab.StopAgentsAsync();
}
