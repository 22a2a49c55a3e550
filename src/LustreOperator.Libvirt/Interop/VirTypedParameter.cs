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

    public readonly string Name
    {
        get
        {
            fixed (byte* name = _field)
            {
                return NativeString.Peek(name);
            }
        }
    }

    /// <summary>A whole number or a truth value; one beyond 2^63 is cut to it; null when it is of another type.</summary>
    public readonly long? Number => _type switch
    {
        1 => (int)_value,
        2 => (uint)_value,
        3 => _value,
        4 => _value < 0 ? long.MaxValue : _value,
        6 => (_value & 0xff) != 0 ? 1 : 0,
        _ => null,
    };

    /// <summary>The value as text.</summary>
    public readonly string Text => _type switch
    {
        4 => ((ulong)_value).ToString(CultureInfo.InvariantCulture),
        5 => BitConverter.Int64BitsToDouble(_value).ToString(CultureInfo.InvariantCulture),
        6 => (_value & 0xff) != 0 ? "true" : "false",
        7 => NativeString.Peek((byte*)_value),
        _ => Number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
