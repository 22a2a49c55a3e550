namespace LustreOperator.Views.Drawing;

/// <summary>PCI functions that are alike, told as one: a card has up to 128 virtual ones.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
/// <param name="Devices">By address; one, or at least four.</param>
internal sealed record DeviceRun<TDevice>(IReadOnlyList<TDevice> Devices)
{
    /// <summary>Shorter runs are told one by one.</summary>
    private const int Shortest = 4;

    public TDevice First => Devices[0];

    public TDevice Last => Devices[^1];

    public int Count => Devices.Count;

    public static IEnumerable<DeviceRun<TDevice>> Of(IReadOnlyList<TDevice> devices, Func<TDevice, TDevice, bool> areAlike)
    {
        for (int start = 0; start < devices.Count;)
        {
            int end = start + 1;
            while (end < devices.Count && areAlike(devices[start], devices[end]))
            {
                end++;
            }

            if (end - start < Shortest)
            {
                end = start + 1;
            }

            yield return new DeviceRun<TDevice>([.. devices.Skip(start).Take(end - start)]);
            start = end;
        }
    }
}
