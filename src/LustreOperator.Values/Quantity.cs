using System.Globalization;

namespace LustreOperator.Values;

/// <summary>
/// A Kubernetes quantity of bytes: a whole number and one of the suffixes Ki, Mi, Gi, Ti, k, M, G, T or none.
/// Source: k8s.io/apimachinery/pkg/api/resource, without fractions and exponents.
/// </summary>
public static class Quantity
{
    private static readonly (string Suffix, long Factor)[] s_suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ];

    /// <summary>Bytes; false for anything that is not a quantity or is larger than 2^63-1 bytes.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        long factor = 1;
        ReadOnlySpan<char> digits = text;
        foreach ((string suffix, long value) in s_suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                factor = value;
                digits = text.AsSpan(0, text.Length - suffix.Length);
                break;
            }
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = number * factor;
        return true;
    }

    /// <summary>Bytes of a text that is known to be a quantity.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Parse(string text) =>
        TryParse(text, out long bytes) ? bytes : throw new FormatException($"`{text}` is not a quantity such as 512Mi or 12Gi");

    /// <summary>KiB of a quantity, rounded up.</summary>
    public static long ParseKiB(string text) => (Parse(text) + 1023) / 1024;

    /// <summary>The shortest exact text with a binary suffix.</summary>
    public static string FormatKiB(long kib)
    {
        string[] units = ["Ki", "Mi", "Gi", "Ti"];
        int unit = 0;
        while (unit < units.Length - 1 && kib >= 1024 && kib % 1024 == 0)
        {
            kib /= 1024;
            unit++;
        }

        return kib.ToString(CultureInfo.InvariantCulture) + units[unit];
    }
}
