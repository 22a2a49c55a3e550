using System.CommandLine;
using System.Globalization;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Sandbox;

/// <summary>Runs a sandbox until it is ended; the exit code of the process.</summary>
internal delegate Task<int> RunSandbox(Shell shell, SandboxSettings settings, CancellationToken cancel);

/// <summary><c>kubectl lustre sandbox</c>: the product without a cluster, and without hypervisors.</summary>
internal static class SandboxCommand
{
    /// <summary>The word that calls it.</summary>
    public const string Name = "sandbox";

    private const int MaxHosts = 200;

    /// <summary>The command.</summary>
    /// <param name="shell">Of the user.</param>
    /// <param name="run">Runs it in this process; null: the program that does is started in this one's place.</param>
    public static Command Create(Shell shell, RunSandbox? run)
    {
        Option<bool> apiOnly = new("--api-only") { Description = "Serve the Kubernetes API alone, without operator and hosts." };
        Option<int> port = Number("--port", "Port on the loopback address. Default: a free one.", 0, ushort.MaxValue, null);
        Option<string> kubeconfig = new("--kubeconfig")
        {
            Description = "The kubeconfig to write; it is there as long as the server is.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "lustre-sandbox.kubeconfig",
        };
        Option<int> hosts = Number("--hosts", "Number of simulated hosts.", 1, MaxHosts, 8);
        Option<string> shape = new("--shape")
        {
            Description = "Shape of the simulated hosts: talk-2011, wide-128, or a folder of libvirt's XML.",
            HelpName = "NAME|FOLDER",
            DefaultValueFactory = _ => "talk-2011",
        };
        Option<string?> libvirt = new("--libvirt") { Description = "One real host behind this libvirt URI, instead of simulated ones.", HelpName = "URI" };
        Option<string?> lab = new("--lab")
        {
            Description = "What the hosts' admin says of them (KvmHosts: labels, devices and their fabrics). Default: deploy/examples/hosts.yaml.",
            HelpName = "FILE",
        };
        Option<string?> cluster = new("--cluster")
        {
            Description = "Kubeconfig of a cluster to use instead of a local control plane; what is made there is removed in the end.",
            HelpName = "FILE",
        };
        Option<string?> log = new("--log") { Description = "Where operator and agents log. Default: nowhere.", HelpName = "FILE" };
        Option<bool> untilEof =
            new("--until-eof") { Description = "End, as with Ctrl-C, when standard input ends: so that it ends with a script that was killed." };
        Command command = new(Name, "Try the product: the Kubernetes API, the operator and simulated hosts with their agents, in one process.")
        {
            apiOnly, port, kubeconfig, hosts, shape, libvirt, lab, cluster, log, untilEof,
        };
        command.AddCheck(result =>
            result.GetValue(apiOnly) && (result.GetValue(cluster) ?? result.GetValue(libvirt) ?? result.GetValue(lab) ?? result.GetValue(log)) is not null
                ? "--api-only has no operator and no hosts: it goes with --port and --kubeconfig alone"
                : null);
        command.SetAction(async (parsed, cancel) =>
        {
            if (run is null)
            {
                SandboxProgram.Become([.. parsed.Tokens.Select(token => token.Value).SkipWhile(word => word != command.Name).Skip(1)]);
            }

            SandboxSettings settings = new()
            {
                ApiOnly = parsed.GetValue(apiOnly),
                Port = parsed.GetValue(port),
                Kubeconfig = shell.PathOf(parsed.GetRequiredValue(kubeconfig)),
                Hosts = parsed.GetValue(hosts),
                Shape = ShapeOf(parsed.GetRequiredValue(shape), shell),
                LibvirtUri = parsed.GetValue(libvirt),
                LabFile = PathOf(parsed.GetValue(lab), shell),
                ExistingCluster = PathOf(parsed.GetValue(cluster), shell),
                UntilEof = parsed.GetValue(untilEof),
                LogFile = PathOf(parsed.GetValue(log), shell),
            };
            return await run(shell, settings, cancel);
        });
        return command;
    }

    private static string? PathOf(string? file, Shell shell) => file is null ? null : shell.PathOf(file);

    // A folder is named by a path, a built-in shape by a word.
    private static string ShapeOf(string shape, Shell shell) =>
        shape.Contains('/', StringComparison.Ordinal) ? shell.PathOf(shape).TrimStart('/') : shape;

    // Without a default here its description says what comes then.
    private static Option<int> Number(string name, string description, int least, int most, int? byDefault)
    {
        Option<int> option = new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError($"{name} must be a number from {least} to {most}, not '{result.Tokens[0].Value}'");
                return least;
            },
        };
        if (byDefault is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;
    }
}
