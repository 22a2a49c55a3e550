namespace LustreOperator.EndToEnd.Tests;

/// <summary>One lab for all tests of this assembly: each test works in a namespace of its own.</summary>
[SetUpFixture]
internal sealed class SharedLab
{
    public static LustreLab Lab { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Lab = await LustreLab.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }
    }
}
