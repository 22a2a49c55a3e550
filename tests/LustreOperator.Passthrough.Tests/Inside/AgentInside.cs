namespace LustreOperator.Passthrough.Tests.Inside;

/// <summary>For the tests of this folder the agent runs on the host itself and sees what the host uses.</summary>
[SetUpFixture]
internal sealed class AgentInside
{
    [OneTimeSetUp]
    public Task Start() => SharedLab.Lab.StartAgentInsideAsync();

    [OneTimeTearDown]
    public Task Stop() => SharedLab.Lab.StopAgentsAsync();
}
