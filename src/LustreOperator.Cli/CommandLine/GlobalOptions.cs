using System.CommandLine;

namespace LustreOperator.Cli.CommandLine;

/// <summary>Which cluster: the options that every command takes, named as kubectl names them.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "Path of the kubeconfig. Default: KUBECONFIG, else ~/.kube/config.",
        HelpName = "FILE",
    };

    public Option<string?> Context { get; } = new("--context")
    {
        Description = "Context of the kubeconfig. Default: its current context.",
        HelpName = "NAME",
    };
}
