using System.Globalization;

namespace LustreOperator.Benchmarks;

/// <summary>What a process uses, from /proc/PID (proc(5)).</summary>
internal static class ProcessUse
{
    /// <summary>Resident memory, in MB (VmRSS of status, KiB).</summary>
    public static double ResidentMegabytes(int pid) =>
        File.ReadLines($"/proc/{pid}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000).Single();

    /// <summary>CPU time so far, user and system, in seconds (fields 14 and 15 of stat, in ticks of 1/100 s).</summary>
    public static double CpuSeconds(int pid) => Ticks(pid, [11, 12]) / 100;

    /// <summary>The same with that of its children that have ended (fields 16 and 17).</summary>
    public static double CpuSecondsWithChildren(int pid) => Ticks(pid, [11, 12, 13, 14]) / 100;

    private static double Ticks(int pid, int[] fields)
    {
        string text = File.ReadAllText($"/proc/{pid}/stat");
        string[] all = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Sum(field => double.Parse(all[field], CultureInfo.InvariantCulture));
    }
}
