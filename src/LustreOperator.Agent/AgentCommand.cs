using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>The command line: each option may also come from an environment variable, LUSTRE_AGENT_ and its name.</summary>
internal static class AgentCommand
{
    public static RootCommand Create(Func<AgentOptions, string, LogLevel, CancellationToken, Task<int>> run, Func<string, string?> environment)
    {
        string? Env(string name) => environment("LUSTRE_AGENT_" + name);
        var host =
            new Option<string>("--host") { Description = "Name of the KvmHost to serve (LUSTRE_AGENT_HOST).", DefaultValueFactory = _ => Env("HOST") ?? "" };
        var uri = new Option<string>("--libvirt-uri")
        {
            Description = "libvirt connection URI (LUSTRE_AGENT_LIBVIRT_URI).",
            DefaultValueFactory = _ => Env("LIBVIRT_URI") ?? "qemu:///system",
        };
        var hostRoot = new Option<string>("--host-root")
        {
            Description = "Root folder of the host's own files, for what libvirt does not tell: host use of PCI functions, RDMA, virtual functions. "
                + "`auto`: / for a libvirt URI without a server or socket, else `none` (LUSTRE_AGENT_HOST_ROOT).",
            DefaultValueFactory = _ => Env("HOST_ROOT") ?? "auto",
        };
        var kubeconfig = new Option<string?>("--kubeconfig")
        {
            Description = "Kubeconfig made by `kubectl lustre host add` (LUSTRE_AGENT_KUBECONFIG).",
            DefaultValueFactory = _ => Env("KUBECONFIG"),
        };
        var ns = new Option<string?>("--namespace")
        {
            Description = "Namespace of the host's Lease; default: that of the kubeconfig's context (LUSTRE_AGENT_NAMESPACE).",
            DefaultValueFactory = _ => Env("NAMESPACE"),
        };
        var port =
            new Option<int>("--health-port") { Description = "Port of /healthz, /readyz and /metrics; 0 takes a free one.", DefaultValueFactory = _ => 8082 };
        var resync = new Option<int>("--resync-seconds")
        {
            Description = "How often every machine is looked at though nothing asked for it.",
            DefaultValueFactory = _ => 30,
        };
        var lease = new Option<int>("--lease-seconds")
        {
            Description = "How long the host counts as served after the agent's last sign of life.",
            DefaultValueFactory = _ => 40,
        };
        var renew = new Option<int?>("--lease-renew-seconds") { Description = "Time between two signs of life; without it, a quarter of --lease-seconds." };
        var format = new Option<string>("--log-format") { Description = "How logs are written.", DefaultValueFactory = _ => Env("LOG_FORMAT") ?? "text" };
        format.AcceptOnlyFromAmong("text", "json", "systemd");
        var level = new Option<LogLevel>("--log-level") { Description = "The least important logs to write.", DefaultValueFactory = _ => LogLevel.Information };
        var root = new RootCommand("Node agent of LustreOperator: keeps the machines of one KVM host as the Kubernetes API wants them.")
        {
            host, uri, hostRoot, kubeconfig, ns, port, resync, lease, renew, format, level,
        };
        root.SetAction((parsed, cancel) => run(
            new AgentOptions
            {
                Host = parsed.GetValue(host)!,
                LibvirtUri = parsed.GetValue(uri)!,
                HostRoot = HostRoot(parsed.GetValue(hostRoot)!, parsed.GetValue(uri)!),
                Kubeconfig = parsed.GetValue(kubeconfig),
                Namespace = parsed.GetValue(ns) is { Length: > 0 } given ? given : null,
                HealthPort = parsed.GetValue(port),
                ResyncSeconds = parsed.GetValue(resync),
                LeaseSeconds = parsed.GetValue(lease),
                LeaseRenewSeconds = parsed.GetValue(renew),
            },
            parsed.GetValue(format)!,
            parsed.GetValue(level),
            cancel));
        return root;
    }

    // A socket somewhere may lead to another machine; only libvirt's own one is surely this one's.
    internal static string? HostRoot(string said, string libvirtUri) => said switch
    {
        "none" => null,
        "auto" => libvirtUri is "qemu:///system" or "qemu+unix:///system" ? "/" : null,
        _ => said,
    };
}
