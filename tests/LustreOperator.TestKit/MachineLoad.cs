using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace LustreOperator.TestKit;

/// <summary>How fast a task advances on this machine now, against an idle one: by the number of tasks that want a CPU, and the time that a hypervisor takes.</summary>
public sealed class MachineLoad
{
    // What hashing a unit takes on the machine that the tests' limits were written for, in µs.
    private const double ReferenceUnit = 180;
    private const int UnitBytes = 256 << 10;
    private const double SlowestProcessor = 1.0 / 10;

    private readonly double _processor = Calibrated();
    private (double Stolen, double All) _before = Times();

    /// <summary>Between 0 and 1.</summary>
    public double Speed() => _processor * Share(Runnable(), Environment.ProcessorCount) * NotStolen();

    /// <summary>What a task gets of a CPU.</summary>
    /// <param name="runnable">Tasks that run or want to, the one that asks among them.</param>
    /// <param name="processors">CPUs.</param>
    public static double Share(int runnable, int processors) => Math.Min(1, processors / (double)Math.Max(1, runnable - 1));

    /// <summary>The tasks that run or want to, of <c>/proc/loadavg</c>.</summary>
    public static int Runnable(string loadavg) => int.Parse(loadavg.Split(' ')[3].Split('/')[0], CultureInfo.InvariantCulture);

    private static int Runnable() => File.Exists("/proc/loadavg") ? Runnable(File.ReadAllText("/proc/loadavg")) : 1;

    private double NotStolen()
    {
        (double stolen, double all) = Times();
        double share = all > _before.All ? (stolen - _before.Stolen) / (all - _before.All) : 0;
        _before = (stolen, all);
        return 1 - Math.Clamp(share, 0, 1);
    }

    // The first line of /proc/stat: user nice system idle iowait irq softirq steal ...
    private static (double Stolen, double All) Times()
    {
        if (!File.Exists("/proc/stat"))
        {
            return (0, 0);
        }

        double[] times = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (times.Length > 7 ? times[7] : 0, times.Sum());
    }

    // The quickest of several, which other tasks have not interrupted.
    private static double Calibrated()
    {
        byte[] unit = new byte[UnitBytes];
        double quickest = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            SHA256.HashData(unit);
            quickest = Math.Min(quickest, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Math.Clamp(ReferenceUnit / quickest, SlowestProcessor, 1);
    }
}
