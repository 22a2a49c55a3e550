using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests;

/// <summary>One virtual host for all tests of this assembly that need one: booted for the first of them, ended after the last test.</summary>
[SetUpFixture]
public sealed class SharedVirtualHost
{
    private static readonly Lazy<Task<VirtualHost>> s_host = new(VirtualHost.BootAsync);

    /// <summary>The host; the test is skipped where it cannot run.</summary>
    internal static Task<VirtualHost> GetAsync()
    {
        if (VirtualHost.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        return s_host.Value;
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (!s_host.IsValueCreated)
        {
            return;
        }

        VirtualHost host = await s_host.Value;
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            await TestContext.Progress.WriteLineAsync($"The virtual host's console ends with:\n{host.ConsoleTail()}");
        }

        await host.DisposeAsync();
    }
}
