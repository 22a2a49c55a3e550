using System.Globalization;
using System.Text.RegularExpressions;

namespace LustreOperator.Values;

/// <summary>Where a PCI function sits: <c>0000:41:00.1</c>. Ordered as printed.</summary>
public readonly partial record struct PciAddress(int Domain, byte Bus, byte Slot, byte Function) : IComparable<PciAddress>
{
    /// <summary>libvirt's name of the function there: <c>pci_0000_41_00_1</c>.</summary>
    public string NodeDeviceName => string.Create(CultureInfo.InvariantCulture, $"pci_{Domain:x4}_{Bus:x2}_{Slot:x2}_{Function:x}");

    private ulong Rank => ((ulong)(uint)Domain << 24) | ((ulong)Bus << 16) | ((ulong)Slot << 8) | Function;

    public static bool operator <(PciAddress left, PciAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(PciAddress left, PciAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(PciAddress left, PciAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PciAddress left, PciAddress right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>0000:41:00.1</c>; the domain may be left out.</summary>
    /// <exception cref="FormatException">The text is not such an address.</exception>
    public static PciAddress Parse(string text) =>
        TryParse(text, out PciAddress address) ? address : throw new FormatException($"'{text}' is not a PCI address like 0000:41:00.0.");

    public static bool TryParse(string? text, out PciAddress address)
    {
        Match match = Shape().Match(text ?? string.Empty);
        address = match.Success ? new(Hex(match, "domain"), (byte)Hex(match, "bus"), (byte)Hex(match, "slot"), (byte)Hex(match, "function")) : default;
        return match.Success;
    }

    public int CompareTo(PciAddress other) => Rank.CompareTo(other.Rank);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain:x4}:{Bus:x2}:{Slot:x2}.{Function:x}");

    private static int Hex(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^(?:(?<domain>[0-9a-fA-F]{4,5}):)?(?<bus>[0-9a-fA-F]{2}):(?<slot>[01][0-9a-fA-F])\\.(?<function>[0-7])\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
