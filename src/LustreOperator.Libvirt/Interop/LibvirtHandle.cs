using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>A reference to an object of libvirt's, counted there and given back by its Free function.</summary>
internal abstract class LibvirtHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}
