using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>libvirt's XML: read without DTDs or anything outside the text, written as libvirt writes it.</summary>
public static class XmlText
{
    private static readonly XmlReaderSettings s_reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private static readonly XmlWriterSettings s_writing = new()
    {
        Indent = true,
        IndentChars = "  ",
        NewLineChars = "\n",
        OmitXmlDeclaration = true,
    };

    /// <summary>Reads a document that must have this root.</summary>
    /// <exception cref="FormatException">The text is not XML, or its root is another element.</exception>
    public static XElement Parse(string xml, string root)
    {
        XElement element = Parse(xml);
        return element.Name == root ? element : throw new FormatException($"libvirt XML with the root '{element.Name}', not '{root}'.");
    }

    /// <summary>Reads a document of any root.</summary>
    /// <exception cref="FormatException">The text is not XML.</exception>
    public static XElement Parse(string xml)
    {
        ArgumentNullException.ThrowIfNull(xml);
        try
        {
            using StringReader text = new(xml);
            using XmlReader reader = XmlReader.Create(text, s_reading);
            return XElement.Load(reader);
        }
        catch (XmlException exception)
        {
            throw new FormatException($"This is not libvirt's XML: {exception.Message}", exception);
        }
    }

    public static string Print(XElement element)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (XmlWriter writer = XmlWriter.Create(text, s_writing))
        {
            element.Save(writer);
        }

        text.Write('\n');
        return text.ToString();
    }

    public static string? Text(this XElement? element) => string.IsNullOrWhiteSpace(element?.Value) ? null : element.Value.Trim();

    public static string? Text(this XElement? element, string attribute) => element?.Attribute(attribute)?.Value;

    public static int? Whole(this XElement? element, string attribute) =>
        int.TryParse(element.Text(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal static long? Long(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>A number with or without 0x, as libvirt mixes them.</summary>
    public static int? Hex(string? text)
    {
        ReadOnlySpan<char> digits = (text ?? string.Empty).AsSpan().Trim();
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    /// <summary>A size in its unit (KiB when it has none), in KiB rounded up; 0 when there is no such number.</summary>
    public static long KiB(this XElement? element, string? attribute = null)
    {
        string? number = attribute is null ? element.Text() : element.Text(attribute);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? (long)(((Int128)value * Bytes(element.Text("unit") ?? "KiB")) + 1023 >> 10)
            : 0;
    }

    /// <summary>The <c>domain</c>, <c>bus</c>, <c>slot</c> and <c>function</c> attributes of an address element.</summary>
    public static PciAddress? Pci(this XElement? address) =>
        Hex(address.Text("bus")) is { } bus && Hex(address.Text("slot")) is { } slot && Hex(address.Text("function")) is { } function
            ? new PciAddress(Hex(address.Text("domain")) ?? 0, (byte)bus, (byte)slot, (byte)function)
            : null;

    private static long Bytes(string unit) => unit switch
    {
        "b" or "bytes" => 1,
        "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        "M" or "MiB" => 1L << 20,
        "G" or "GiB" => 1L << 30,
        "T" or "TiB" => 1L << 40,
        _ => 1L << 10,
    };
}
