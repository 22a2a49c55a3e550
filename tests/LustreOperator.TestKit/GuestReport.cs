using System.Globalization;

namespace LustreOperator.TestKit;

/// <summary>What the test guest says of itself: see rig/guest-image.sh.</summary>
public sealed record GuestReport
{
    private readonly ILookup<string, string[]> _lines;

    private GuestReport(string text)
    {
        Text = text;
        _lines = text.Split('\n').Select(line => line.Split(' ')).ToLookup(words => words[0], words => words[1..]);
    }

    public string Text { get; }

    /// <summary>Counts up with each report of one boot.</summary>
    public long Number => Single("report");

    public long VCpus => Single("vcpus");

    /// <summary>MemTotal: what the kernel does not keep to itself.</summary>
    public long MemoryKiB => Single("memory");

    /// <summary><c>VENDOR:PRODUCT</c> of each PCI function by its address in the guest.</summary>
    public IReadOnlyDictionary<string, string> Functions => _lines["pci"].ToDictionary(words => words[0], words => words[2]);

    /// <summary>How the namespace of each NVMe begins, by serial number.</summary>
    public IReadOnlyDictionary<string, string> NvmeMarkers => _lines["nvme"].ToDictionary(words => words[0], words => words[1]);

    /// <summary>Addresses of the network interfaces that are not virtio's.</summary>
    public IReadOnlyList<string> Macs => [.. _lines["nic"].Select(words => words[0])];

    /// <summary>Reads one; null when it is not whole.</summary>
    public static GuestReport? Parse(string text) =>
        text.StartsWith("report ", StringComparison.Ordinal) && text.EndsWith("\nend\n", StringComparison.Ordinal) ? new GuestReport(text) : null;

    private long Single(string name) => long.Parse(_lines[name].Single()[0], CultureInfo.InvariantCulture);
}
