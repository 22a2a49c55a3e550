using System.Text;

namespace LustreOperator.Agent;

/// <summary>
/// The host's /sys and /proc below a root folder; paths are relative to it, such as <c>sys/class/net</c>. What is there comes, goes and
/// refuses while one reads (ENOENT, ENODEV, EINVAL, EIO, EACCES), so nothing here throws for a file; and nothing reads without end.
/// </summary>
internal sealed class HostTree(string root)
{
    /// <summary>Bytes of a sysfs attribute: at most a page (the kernel's Documentation/filesystems/sysfs.rst).</summary>
    private const int MaxAttribute = 4096;

    /// <summary>Bytes of a table in /proc: the IPv6 routes of a host that carries half of the Internet's are about this long.</summary>
    private const int MaxTable = 16 << 20;

    /// <summary>Entries of a folder.</summary>
    private const int MaxEntries = 1 << 16;

    /// <summary>The path as a person would type it.</summary>
    public string FullPath(string path) => Path.Combine(root, path);

    public bool Exists(string path) => Path.Exists(FullPath(path));

    /// <summary>
    /// The text of an attribute without the white space around it; null if it is not there, cannot be read, or is no printable ASCII.
    /// </summary>
    public string? Attribute(string path)
    {
        Span<byte> buffer = stackalloc byte[MaxAttribute + 1];
        int length = 0;
        try
        {
            using var file = File.OpenHandle(FullPath(path), share: FileShare.ReadWrite);
            for (int read = 1; read > 0 && length < buffer.Length; length += read)
            {
                read = RandomAccess.Read(file, buffer[length..], length);
            }
        }
        catch (Exception fault) when (IsFileFault(fault))
        {
            return null;
        }

        ReadOnlySpan<byte> text = buffer[..length].TrimEnd(" \n"u8).TrimStart(" \n"u8);
        return length <= MaxAttribute && text.Length > 0 && text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0
            ? Encoding.ASCII.GetString(text)
            : null;
    }

    /// <summary>Where a link points to, not followed; null if it is no link.</summary>
    public string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(FullPath(path)).LinkTarget;
        }
        catch (Exception fault) when (IsFileFault(fault))
        {
            return null;
        }
    }

    /// <summary>The names in a folder, in order.</summary>
    public HostListing Names(string path)
    {
        List<string> names = [];
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(FullPath(path)))
            {
                if (names.Count == MaxEntries)
                {
                    return new HostListing(names, $"{FullPath(path)} has more than {MaxEntries} entries");
                }

                names.Add(Path.GetFileName(entry));
            }
        }
        catch (Exception fault) when (IsFileFault(fault))
        {
            return Failed(names, path, fault);
        }

        names.Sort(StringComparer.Ordinal);
        return new HostListing(names);
    }

    /// <summary>The lines of a table.</summary>
    public HostListing Lines(string path)
    {
        List<string> lines = [];
        try
        {
            using FileStream file = new(FullPath(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file, Encoding.UTF8);
            char[] buffer = new char[32 << 10];
            StringBuilder text = new();
            for (int read; (read = reader.Read(buffer)) > 0;)
            {
                text.Append(buffer, 0, read);
                if (text.Length > MaxTable)
                {
                    return new HostListing(lines, $"{FullPath(path)} is longer than {MaxTable >> 20} MiB");
                }
            }

            lines.AddRange(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (Exception fault) when (IsFileFault(fault))
        {
            return Failed(lines, path, fault);
        }

        return new HostListing(lines);
    }

    private static bool IsFileFault(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private HostListing Failed(List<string> items, string path, Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException
            ? HostListing.Absent
            : new HostListing(items, $"{FullPath(path)} cannot be read ({Errno.Words(fault)})");
}
