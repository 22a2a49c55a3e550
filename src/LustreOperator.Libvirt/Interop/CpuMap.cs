namespace LustreOperator.Libvirt.Interop;

/// <summary>libvirt's CPU bitmaps: CPU 0 is the lowest bit of the first byte.</summary>
internal static class CpuMap
{
    public static byte[] Write(CpuSet cpus)
    {
        byte[] map = new byte[cpus.IsEmpty ? 1 : (cpus.Max / 8) + 1];
        foreach (int cpu in cpus)
        {
            map[cpu / 8] |= (byte)(1 << (cpu % 8));
        }

        return map;
    }

    public static CpuSet Read(ReadOnlySpan<byte> map)
    {
        List<int> cpus = [];
        for (int cpu = 0; cpu < map.Length * 8; cpu++)
        {
            if ((map[cpu / 8] & (1 << (cpu % 8))) != 0)
            {
                cpus.Add(cpu);
            }
        }

        return CpuSet.From(cpus);
    }
}
