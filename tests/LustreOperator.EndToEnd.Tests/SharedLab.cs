using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>One lab for all tests of this assembly: each test works in a namespace of its own.</summary>
[SetUpFixture]
internal sealed class SharedLab
{
    private static LustreLab? s_lab;

    public static LustreLab Lab => s_lab ?? throw new InvalidOperationException("UseAsync starts it");

    /// <summary>Starts it unless it runs.</summary>
    public static async Task UseAsync() => s_lab ??= await LustreLab.StartAsync();

    /// <summary>On one real cluster there is one lab at a time: two operators would share a leader's Lease, and hosts of both their machines.</summary>
    public static async Task LeaveAsync()
    {
        if (TestCluster.RealCluster is not null)
        {
            await StopAsync();
        }
    }

    [OneTimeTearDown]
    public Task Stop() => StopAsync();

    private static async Task StopAsync()
    {
        if (Interlocked.Exchange(ref s_lab, null) is { } lab)
        {
            await lab.DisposeAsync();
        }
    }
}
