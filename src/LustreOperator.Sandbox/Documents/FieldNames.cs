using System.Text;
using System.Text.Json;

namespace LustreOperator.Sandbox.Documents;

/// <summary>Names of fields, most of which come again and again: one text for each, of the last 4,096 or fewer that were read.</summary>
internal static class FieldNames
{
    private const int Slots = 4096;
    private const int Longest = 64;
    private static readonly string?[] s_known = new string?[Slots];

    /// <summary>The name that a reader is at.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.HasValueSequence ? default : reader.ValueSpan;
        if (name.IsEmpty || name.Length > Longest || reader.ValueIsEscaped)
        {
            return reader.GetString()!;
        }

        uint hash = 2166136261;
        foreach (byte letter in name)
        {
            hash = (hash ^ letter) * 16777619;
        }

        ref string? known = ref s_known[hash % Slots];
        string? found = known;
        if (found is null || !Ascii.Equals(name, found))
        {
            known = found = reader.GetString()!;
        }

        return found;
    }
}
