using System.Globalization;
using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virTypedParameter, 96 bytes: a name, a type and a value of that type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal unsafe struct VirTypedParameter
{
    [FieldOffset(0)]
    private fixed byte _field[80];

    [FieldOffset(80)]
    private readonly int _type;

    [FieldOffset(88)]
    private readonly long _value;

    public readonly KeyValuePair<string, string> Read()
    {
        fixed (byte* field = _field)
        {
            return new(NativeString.Peek(field), ReadValue());
        }
    }

    private readonly string ReadValue() => _type switch
    {
        1 => ((int)_value).ToString(CultureInfo.InvariantCulture),
        2 => ((uint)_value).ToString(CultureInfo.InvariantCulture),
        3 => _value.ToString(CultureInfo.InvariantCulture),
        4 => ((ulong)_value).ToString(CultureInfo.InvariantCulture),
        5 => BitConverter.Int64BitsToDouble(_value).ToString(CultureInfo.InvariantCulture),
        6 => (_value & 0xff) != 0 ? "true" : "false",
        7 => NativeString.Peek((byte*)_value),
        _ => string.Empty,
    };
}
