using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>The arrays of objects that libvirt's ListAll functions hand out.</summary>
internal static unsafe class NativeList
{
    /// <summary>Takes over every object of the array, and frees the array itself.</summary>
    public static List<T> Take<T>(nint* items, int count)
        where T : LibvirtHandle, new()
    {
        List<T> handles = new(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                T handle = new();
                Marshal.InitHandle(handle, items[i]);
                handles.Add(handle);
            }

            return handles;
        }
        finally
        {
            NativeMemory.Free(items);
        }
    }
}
