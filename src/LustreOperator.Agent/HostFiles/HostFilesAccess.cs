using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads the host's own files, off the caller's thread and within a time limit: a driver that hangs may hang its files too.</summary>
internal sealed class HostFilesAccess(Func<IReadOnlyDictionary<PciAddress, FunctionFacts>> read, Func<PciAddress, int, CancellationToken, Task> makeVirtualFunctions)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Those under a root folder.</summary>
    public static HostFilesAccess Under(string root) => new(() => new Dictionary<PciAddress, FunctionFacts>(), (_, _, _) => Task.CompletedTask);

    /// <summary>What they say now, by function.</summary>
    /// <exception cref="TimeoutException">They could not be read in time.</exception>
    public async Task<IReadOnlyDictionary<PciAddress, FunctionFacts>> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await Task.Run(read, cancel).WaitAsync(s_limit, cancel);
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"the host's own files (sysfs, procfs) could not be read within {s_limit.TotalSeconds} s: a driver hangs", fault);
        }
    }

    public Task MakeVirtualFunctionsAsync(PciAddress physicalFunction, int count, CancellationToken cancel) =>
        makeVirtualFunctions(physicalFunction, count, cancel);
}
