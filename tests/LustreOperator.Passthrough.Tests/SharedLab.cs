namespace LustreOperator.Passthrough.Tests;

/// <summary>One host, booted once for all tests of this assembly; each test works in a namespace of its own.</summary>
[SetUpFixture]
internal sealed class SharedLab
{
    public static VirtualHostLab Lab { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Lab = await VirtualHostLab.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }
    }
}
