namespace LustreOperator.TestKit;

/// <summary>The kernel's view of a domain's QEMU process: proc(5), /proc/PID/task/TID/comm and status.</summary>
public static class QemuThreads
{
    /// <summary>Cpus_allowed_list of each vCPU thread, in order of vCPU.</summary>
    public static IReadOnlyList<string> VcpuAffinity(string domain) =>
    [
        .. from thread in Directory.GetDirectories($"/proc/{ProcessOf(domain)}/task")
           let name = File.ReadAllText(Path.Combine(thread, "comm")).Trim()
           where name.StartsWith("CPU ", StringComparison.Ordinal)
           orderby name
           select AllowedCpus(thread),
    ];

    /// <summary>The thread of a vCPU, to change its affinity behind libvirt's back.</summary>
    public static string VcpuThread(string domain, int vcpu) =>
        Path.GetFileName(Directory.GetDirectories($"/proc/{ProcessOf(domain)}/task")
            .First(thread => File.ReadAllText(Path.Combine(thread, "comm")).StartsWith($"CPU {vcpu}/", StringComparison.Ordinal)));

    public static string ProcessOf(string domain) => FindProcess(domain) ?? throw new InvalidOperationException($"domain {domain} has no process");

    /// <summary>Null: it has none, or one that libvirt has forked and that is not QEMU yet.</summary>
    public static string? FindProcess(string domain) => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Where(folder => CommandLine(folder).Contains($"guest={domain},", StringComparison.Ordinal))
        .Select(Path.GetFileName)
        .SingleOrDefault();

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }

    private static string AllowedCpus(string thread) =>
        File.ReadLines(Path.Combine(thread, "status")).First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim();
}
