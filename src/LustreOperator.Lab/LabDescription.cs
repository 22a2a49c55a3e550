using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Sandbox;

namespace LustreOperator.Lab;

/// <summary>What an admin says of the hosts of a lab: labels, reserved CPUs, and the fabric that each PCI function is cabled to.</summary>
internal sealed class LabDescription
{
    private readonly IReadOnlyList<JsonObject> _hosts;

    private LabDescription(IReadOnlyList<JsonObject> hosts) => _hosts = hosts;

    /// <summary>The description that this program carries: deploy/examples/hosts.yaml.</summary>
    public static LabDescription Carried() => new(CarriedFiles.Read(CarriedFiles.Hosts));

    /// <summary>Reads a file of KvmHosts.</summary>
    /// <exception cref="CommandException">It holds something else, or nothing.</exception>
    public static LabDescription Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new CommandException($"--lab: there is no file {file}");
        }

        IReadOnlyList<JsonObject> hosts = CarriedFiles.Parse(File.ReadAllText(file), file);
        if (hosts.Count == 0)
        {
            throw new CommandException($"{file} describes no host; give manifests of kind {KvmHost.KindName}");
        }

        foreach (JsonObject host in hosts)
        {
            string name = (string?)host["metadata"]?["name"] ?? "";
            string? objection = (string?)host["kind"] != KvmHost.KindName ? $"`{host["kind"]}` is not {KvmHost.KindName}" : HostIdentity.Objection(name);
            if (objection is not null)
            {
                throw new CommandException($"{file}: {objection}");
            }
        }

        return new LabDescription(hosts);
    }

    /// <summary>
    /// So many hosts, as name and what is said of each. Beyond those described, the description begins anew under the names kvm9, kvm10 and so on.
    /// </summary>
    public IReadOnlyList<(string Name, JsonObject Fields)> Take(int count) =>
    [
        .. from index in Enumerable.Range(0, count)
           let host = _hosts[index % _hosts.Count]
           let name = index < _hosts.Count ? (string)host["metadata"]!["name"]! : string.Create(CultureInfo.InvariantCulture, $"kvm{index + 1}")
           select (name, Fields(host, name)),
    ];

    private static JsonObject Fields(JsonObject host, string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = host["metadata"]!["labels"]?.DeepClone() },
        ["spec"] = host["spec"]?.DeepClone() ?? new JsonObject(),
    };
}
