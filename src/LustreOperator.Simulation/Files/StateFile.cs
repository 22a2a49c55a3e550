using System.Text.Encodings.Web;
using System.Text.Json;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Files;

/// <summary>
/// Where a simulated host outlives its process: replaced whole at each change, so that a process killed at any instruction leaves the state before or
/// after it. One process at a time: a lock beside it, which ends with the process, keeps others out.
/// </summary>
internal sealed class StateFile : IDisposable
{
    /// <summary>The file is mostly XML, and nobody puts it into HTML: its brackets stay as they are.</summary>
    private static readonly StateJson s_json =
        new(new JsonSerializerOptions(StateJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly string _path;
    private readonly FileStream _lock;

    private StateFile(string path, FileStream @lock)
    {
        _path = path;
        _lock = @lock;
    }

    /// <summary>Takes the file for this process; it need not exist yet.</summary>
    /// <exception cref="LibvirtException">Another process has it, or its folder does not allow it.</exception>
    public static StateFile Open(string path)
    {
        try
        {
            return new StateFile(path, new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LibvirtException(
                LibvirtErrorKind.Unreachable,
                $"The state file {path} of a simulated host cannot be used: another process has it, or its folder cannot be written to ({exception.Message}).",
                exception);
        }
    }

    /// <summary>The host as the file has it; null when there is no file yet.</summary>
    /// <exception cref="LibvirtException">The file is damaged, or of another shape.</exception>
    public HostState? Read(HostState fresh)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            using FileStream file = File.OpenRead(_path);
            return (JsonSerializer.Deserialize(file, s_json.SavedHost) ?? throw new JsonException("it says null")).Restore(fresh);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException)
        {
            throw new LibvirtException(
                LibvirtErrorKind.Other,
                $"The state file {_path} of a simulated host is damaged or of another shape ({exception.Message}). Remove it to begin anew.",
                exception);
        }
    }

    public void Write(HostState state)
    {
        string next = _path + ".new";
        using (FileStream file = File.Create(next))
        {
            JsonSerializer.Serialize(file, SavedHost.Of(state), s_json.SavedHost);
        }

        File.Move(next, _path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
