using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Operator;

/// <summary>The command line: the options that differ between places may also come from environment variables, LUSTRE_OPERATOR_ and their name.</summary>
internal static class OperatorCommand
{
    /// <summary>The command, with what it does.</summary>
    /// <param name="run">Runs the operator: options, log format and level.</param>
    /// <param name="check">Looks once at what is installed instead.</param>
    /// <param name="environment">Values of environment variables.</param>
    public static RootCommand Create(
        Func<OperatorOptions, string, LogLevel, CancellationToken, Task<int>> run,
        Func<OperatorOptions, CancellationToken, Task<int>> check,
        Func<string, string?> environment)
    {
        string? Env(string name) => environment("LUSTRE_OPERATOR_" + name);
        var kubeconfig = new Option<string?>("--kubeconfig")
        {
            Description = "Kubeconfig; without it KUBECONFIG, ~/.kube/config or the pod's service account.",
            DefaultValueFactory = _ => Env("KUBECONFIG"),
        };
        var ns = new Option<string>("--namespace")
        {
            Description = "Namespace of the Leases (LUSTRE_OPERATOR_NAMESPACE).",
            DefaultValueFactory = _ => Env("NAMESPACE") ?? Api.ApiNames.SystemNamespace,
        };
        var port =
            new Option<int>("--health-port") { Description = "Port of /healthz, /readyz and /metrics; 0 takes a free one.", DefaultValueFactory = _ => 8081 };
        var lease = new Option<int>("--lease-seconds")
        {
            Description = "How long another operator waits for a leader that gives no sign of life.",
            DefaultValueFactory = _ => 15,
        };
        var format = new Option<string>("--log-format") { Description = "How logs are written.", DefaultValueFactory = _ => Env("LOG_FORMAT") ?? "text" };
        format.AcceptOnlyFromAmong("text", "json", "systemd");
        var level = new Option<LogLevel>("--log-level") { Description = "The least important logs to write.", DefaultValueFactory = _ => LogLevel.Information };
        var checks = new Option<bool>("--check")
        {
            Description = "Look once at what is installed, definitions, rights, policies and leader, say it and end: with 0, or with 1 when anything is wrong.",
        };
        var root = new RootCommand("LustreOperator: places the machines of LustreClusters on KVM hosts and keeps their objects true.")
        {
            kubeconfig, ns, port, lease, format, level, checks,
        };
        root.SetAction((parsed, cancel) =>
        {
            OperatorOptions options = new()
            {
                Kubeconfig = parsed.GetValue(kubeconfig),
                Namespace = parsed.GetValue(ns)!,
                HealthPort = parsed.GetValue(port),
                LeaseSeconds = parsed.GetValue(lease),
            };
            return parsed.GetValue(checks) ? check(options, cancel) : run(options, parsed.GetValue(format)!, parsed.GetValue(level), cancel);
        });
        return root;
    }
}
