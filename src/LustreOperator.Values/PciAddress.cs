using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LustreOperator.Values;

/// <summary>Where a PCI function sits: <c>0000:41:00.1</c>. In the order of domain, bus, slot and function.</summary>
[JsonConverter(typeof(TextJson<PciAddress>))]
public readonly partial record struct PciAddress(int Domain, byte Bus, byte Slot, byte Function) : IComparable<PciAddress>, IParsable<PciAddress>
{
    private ulong Rank => ((ulong)(uint)Domain << 24) | ((ulong)Bus << 16) | ((ulong)Slot << 8) | Function;

    public static bool operator <(PciAddress left, PciAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(PciAddress left, PciAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(PciAddress left, PciAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PciAddress left, PciAddress right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>0000:41:00.1</c>; the domain may be left out.</summary>
    /// <exception cref="FormatException">The text is not such an address.</exception>
    public static PciAddress Parse(string s) =>
        TryParse(s, out PciAddress address) ? address : throw new FormatException($"'{s}' is not a PCI address like 0000:41:00.0.");

    public static PciAddress Parse(string s, IFormatProvider? provider) => Parse(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PciAddress result) => TryParse(s, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, out PciAddress result)
    {
        Match match = Shape().Match(s ?? "");
        result = match.Success ? new(Hex(match, "domain"), (byte)Hex(match, "bus"), (byte)Hex(match, "slot"), (byte)Hex(match, "function")) : default;
        return match.Success;
    }

    public int CompareTo(PciAddress other) => Rank.CompareTo(other.Rank);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain:x4}:{Bus:x2}:{Slot:x2}.{Function:x}");

    private static int Hex(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;

    [
        GeneratedRegex(
            "^(?:(?<domain>[0-9a-fA-F]{4,5}):)?(?<bus>[0-9a-fA-F]{2}):(?<slot>[01][0-9a-fA-F])\\.(?<function>[0-7])\\z", RegexOptions.ExplicitCapture, 1000)
    ]
    private static partial Regex Shape();
}
