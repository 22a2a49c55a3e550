using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace LustreOperator.Agent;

/// <summary>
/// Gives physical functions the number of SR-IOV virtual functions that is wanted (Documentation/ABI/testing/sysfs-bus-pci). It decides nothing
/// about whether that is allowed: fewer or more means that those there are first go, also from under a guest.
/// </summary>
internal sealed class VirtualFunctionMaker
{
    private readonly HostTree _tree;
    private readonly Action<string, string> _write;
    private readonly ConcurrentDictionary<PciAddress, KernelCall> _calls = new();

    /// <summary>Makes them by the kernel.</summary>
    /// <param name="root">The host's root folder: <c>/</c>.</param>
    public VirtualFunctionMaker(string root)
        : this(root, Write)
    {
    }

    /// <summary>Makes them by what writes.</summary>
    /// <param name="root">The host's root folder.</param>
    /// <param name="write">Writes a text to a file, in one call to the kernel.</param>
    internal VirtualFunctionMaker(string root, Action<string, string> write)
    {
        _tree = new HostTree(root);
        _write = write;
    }

    /// <summary>
    /// Makes it so, and does nothing if it is. The functions are left without a driver. May take seconds: the kernel waits for firmware. A write
    /// that hangs cannot be interrupted: cancelling ends the waiting alone, and the next change of the same function waits until that one has ended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="VirtualFunctionException">The host refuses.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer waits; how many there are now is not known.</exception>
    public async Task MakeAsync(PciAddress physicalFunction, int count, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        try
        {
            await _calls.GetOrAdd(physicalFunction, _ => new KernelCall()).RunAsync(() => Change(physicalFunction, count, cancel), cancel);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new OperationCanceledException(
                $"{PathOf(physicalFunction, "sriov_numvfs")} was not {count} in time; the kernel may still be at it, and cannot be interrupted",
                cancelled,
                cancel);
        }
    }

    private bool Change(PciAddress function, int count, CancellationToken cancel)
    {
        int total = Total(function);
        int now = Number(function, "sriov_numvfs");
        if (now == count)
        {
            return false;
        }

        if (count > total)
        {
            string most = total == 0 ? "no virtual functions: enable SR-IOV in the device's firmware" : $"at most {total} virtual functions";
            throw new VirtualFunctionException($"{function} can have {most} ({PathOf(function, "sriov_totalvfs")}), not {count}");
        }

        // Else the host's driver takes each new function, and with it an interface name and the GUIDs of the moment.
        Write(function, "sriov_drivers_autoprobe", 0);
        if (now != 0)
        {
            // From one number to another the way is by none: the kernel has EBUSY for any other.
            cancel.ThrowIfCancellationRequested();
            Write(function, "sriov_numvfs", 0);
        }

        if (count != 0)
        {
            cancel.ThrowIfCancellationRequested();
            Write(function, "sriov_numvfs", count);
        }

        // A driver may make fewer, and the kernel only warns of that in its log.
        int made = Number(function, "sriov_numvfs");
        return made == count
            ? true
            : throw new VirtualFunctionException(
                $"{function} was to have {count} virtual functions, but its driver made {made}; the kernel's log has more");
    }

    private int Total(PciAddress function)
    {
        if (!_tree.Exists(FolderOf(function)))
        {
            throw new VirtualFunctionException($"the host has no PCI function {function}");
        }

        return _tree.Exists($"{FolderOf(function)}/sriov_totalvfs")
            ? Number(function, "sriov_totalvfs")
            : throw new VirtualFunctionException(
                $"{function} has no SR-IOV: the device cannot, or its firmware has it switched off (for a ConnectX: mlxconfig SRIOV_EN)");
    }

    private int Number(PciAddress function, string file) =>
        int.TryParse(_tree.Attribute($"{FolderOf(function)}/{file}"), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new VirtualFunctionException($"{PathOf(function, file)} cannot be read, or is no number");

    private void Write(PciAddress function, string file, int number)
    {
        string path = PathOf(function, file);
        try
        {
            _write(path, number.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VirtualFunctionException($"{path} refuses {number}: {SriovRefusal.Words(fault)}", fault);
        }
    }

    private string PathOf(PciAddress function, string file) => _tree.FullPath($"{FolderOf(function)}/{file}");

    private static string FolderOf(PciAddress function) => $"sys/bus/pci/devices/{function}";

    private static void Write(string path, string text)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
    }
}

/// <summary>The host does not make the virtual functions; the message says which file refused, and what to do.</summary>
internal sealed class VirtualFunctionException(string message, Exception? cause = null) : Exception(message, cause);
