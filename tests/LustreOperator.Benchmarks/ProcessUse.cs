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
    public static double CpuSeconds(int pid)
    {
        string text = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }
}
