using System.CommandLine;
using System.Globalization;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Sandbox;

/// <summary><c>kubectl lustre sandbox</c>: the product without a cluster.</summary>
internal static class SandboxCommand
{
    public static Command Create(Shell shell)
    {
        Option<bool> apiOnly = new("--api-only") { Description = "Serve the Kubernetes API alone, without simulated hosts." };
        Option<int> port = new("--port")
        {
            Description = "Port on the loopback address. Default: a free one.",
            HelpName = "N",
            CustomParser = result =>
            {
                if (ushort.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out ushort number))
                {
                    return number;
                }

                result.AddError($"--port must be a number from 0 to 65535, not '{result.Tokens[0].Value}'");
                return 0;
            },
        };
        Option<string> kubeconfig = new("--kubeconfig")
        {
            Description = "The kubeconfig to write; it is there as long as the server is.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "lustre-sandbox.kubeconfig",
        };
        Command command = new("sandbox", "Serve the Kubernetes API from this process, in memory, for trying and testing.") { apiOnly, port, kubeconfig };
        command.SetAction((parsed, cancel) => parsed.GetValue(apiOnly)
            ? new SandboxRun(shell, shell.PathOf(parsed.GetRequiredValue(kubeconfig))).RunAsync(parsed.GetValue(port), cancel)
            : throw new CommandException("this release has no simulated hosts yet; add --api-only to serve the Kubernetes API alone")
            {
                ExitCode = ExitCode.Usage,
            });
        return command;
    }
}
