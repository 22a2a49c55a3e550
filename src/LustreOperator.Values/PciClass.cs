using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace LustreOperator.Values;

/// <summary>
/// What a PCI function is: base class, subclass and interface in one number, of which the text is six hexadecimal digits. 020700 is an InfiniBand
/// controller, 000000 what says nothing of itself. Source: the classes of the PCI ID repository.
/// </summary>
[JsonConverter(typeof(TextJson<PciClass>))]
public readonly record struct PciClass(int Code) : IParsable<PciClass>
{
    private const int Digits = 6;

    /// <summary>A bridge or port, which cannot be passed through.</summary>
    public bool IsBridge => Base == 0x06;

    /// <summary>A controller of disks.</summary>
    public bool IsStorage => Base == 0x01;

    public bool IsEthernet => Subclass == 0x0200;

    /// <summary>0207, and what early HCAs call themselves: 0c06.</summary>
    public bool IsInfiniBand => Subclass is 0x0207 or 0x0c06;

    /// <summary>
    /// What machines are given for their networks and storage: any network controller (0208 is a fabric's), InfiniBand, Fibre Channel (0c04).
    /// </summary>
    public bool IsHca => Base == 0x02 || IsInfiniBand || Subclass == 0x0c04;

    private int Base => Code >> 16;

    private int Subclass => Code >> 8;

    public static PciClass Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out PciClass result) ? result : throw new FormatException($"'{s}' is not a PCI class like 020700.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PciClass result)
    {
        bool isClass = int.TryParse(s, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && s!.Length == Digits;
        result = isClass ? new(code) : default;
        return isClass;
    }

    public override string ToString() => Code.ToString("x6", CultureInfo.InvariantCulture);
}
