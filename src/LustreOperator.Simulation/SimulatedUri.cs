using System.Security.Cryptography;
using System.Text;

namespace LustreOperator.Simulation;

/// <summary>
/// A connection URI of a simulated host, taken apart: <c>simulated:///SHAPE?host=NAME&amp;state=FILE</c>, all of it optional but the scheme.
/// </summary>
internal sealed record SimulatedUri
{
    public const string DefaultShape = "talk-2011";
    private const string Scheme = SimulatedHypervisor.Scheme;
    private const string Prefix = Scheme + "://";

    /// <summary>The name of a built-in shape, or the absolute path of a folder with the files of one.</summary>
    public required string Shape { get; init; }

    /// <summary>The host's name; its UUID follows from it, so that another name is another host.</summary>
    public string Host { get; init; } = Scheme;

    /// <summary>The file that the host's state is kept in; null to keep it in memory alone.</summary>
    public string? StateFile { get; init; }

    public Guid HostUuid
    {
        get
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Prefix}{Host}"));

            // A UUID of version 8 says that its bits mean nothing to others.
            hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
            hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
            return new Guid(hash.AsSpan(0, 16), bigEndian: true);
        }
    }

    /// <summary>Takes a URI apart.</summary>
    /// <exception cref="ArgumentException">The URI is not one of a simulated host; the message says what one looks like.</exception>
    public static SimulatedUri Parse(string uri)
    {
        string[] parts = uri.Split('?', 2);
        string path = parts[0].StartsWith(Prefix + "/", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(parts[0][Prefix.Length..])
            : parts[0].Equals(Prefix, StringComparison.OrdinalIgnoreCase) ? "/"
            : throw Wrong(uri, "it names a server");
        SimulatedUri read = new() { Shape = ShapeOf(path) };
        foreach (string parameter in parts.Length == 1 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = parameter.Split('=', 2);
            string value = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : string.Empty;
            read = pair[0] switch
            {
                _ when value.Length == 0 => throw Wrong(uri, $"the parameter '{pair[0]}' has no value"),
                "host" => read with { Host = value },
                "state" when Path.IsPathFullyQualified(value) => read with { StateFile = value },
                "state" => throw Wrong(uri, $"state is '{value}', not the absolute path of a file"),
                _ => throw Wrong(uri, $"the parameter '{pair[0]}' is not known"),
            };
        }

        return read;
    }

    // libvirt's test driver writes a folder as test:///a/b; with four slashes a folder at the root can be told from a name.
    private static string ShapeOf(string path)
    {
        string name = path.TrimStart('/');
        return path.StartsWith("//", StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal) ? "/" + name
            : name.Length == 0 ? DefaultShape
            : name;
    }

    private static ArgumentException Wrong(string uri, string why) => new(
        $"'{uri}' is not the URI of a simulated host: {why}. One is {Prefix}/SHAPE?host=NAME&state=FILE; SHAPE is "
        + $"{string.Join(", ", Shapes.BuiltInShapes.Names)} or the absolute path of a folder, host and state may be left out.");
}
