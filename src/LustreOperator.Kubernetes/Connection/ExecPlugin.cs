using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LustreOperator.Kubernetes;

/// <summary>
/// A credential plugin of a kubeconfig, run as kubectl runs it (client.authentication.k8s.io/v1 and v1beta1). The client library's own runner joins the
/// arguments by blanks, runs the plugin twice, and does not know what half of the fields mean.
/// </summary>
internal sealed class ExecPlugin
{
    private static readonly string[] s_versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    private readonly KubeconfigContext _context;
    private readonly ExternalExecution _exec;
    private readonly Interactivity _interactivity;
    private readonly string _command;

    private ExecPlugin(KubeconfigContext context, ExternalExecution exec, Interactivity interactivity, string command)
    {
        _context = context;
        _exec = exec;
        _interactivity = interactivity;
        _command = command;
    }

    private enum Interactivity
    {
        Never,
        IfAvailable,
        Always,
    }

    /// <summary>As a user's exec field says it.</summary>
    /// <exception cref="KubernetesConfigurationException">A field of it cannot be.</exception>
    public static ExecPlugin Of(KubeconfigContext context, ExternalExecution exec)
    {
        if (string.IsNullOrEmpty(exec.Command))
        {
            throw context.UserFault("exec.command", "is missing");
        }

        if (!s_versions.Contains(exec.ApiVersion))
        {
            throw context.UserFault("exec.apiVersion", $"must be one of {string.Join(", ", s_versions)}, not {exec.ApiVersion ?? "nothing"}");
        }

        string? mode = context.UserText("exec", "interactiveMode");
        Interactivity interactivity = mode switch
        {
            "Never" => Interactivity.Never,
            "Always" => Interactivity.Always,
            "IfAvailable" => Interactivity.IfAvailable,
            null when exec.ApiVersion == s_versions[1] => Interactivity.IfAvailable,
            _ => throw context.UserFault("exec.interactiveMode", $"must be Never, IfAvailable or Always, not {mode ?? "missing"}"),
        };

        // With a slash in it, it is a path from the kubeconfig, as for certificates.
        string command = exec.Command.Contains('/', StringComparison.Ordinal) ? context.UserFile!.Resolve(exec.Command) : exec.Command;
        return new ExecPlugin(context, exec, interactivity, command);
    }

    /// <summary>Runs it once.</summary>
    /// <param name="hasTerminal">Whether a person sits at our standard input.</param>
    /// <param name="cancel">Cancels; the plugin is ended then.</param>
    /// <returns>What it gave: a token, or a certificate with its key, or both.</returns>
    /// <exception cref="KubernetesConfigurationException">It is not there, failed, or gave nothing that can be used.</exception>
    public async Task<ExecCredentialResponse.ExecStatus> RunAsync(bool hasTerminal, CancellationToken cancel)
    {
        if (_interactivity == Interactivity.Always && !hasTerminal)
        {
            throw Fault($"{_exec.Command} asks its user, and there is no terminal; run it where there is one, or choose another way to log in");
        }

        bool isInteractive = hasTerminal && _interactivity != Interactivity.Never;
        using Process process = Start(isInteractive);
        try
        {
            if (!isInteractive)
            {
                process.StandardInput.Close();
            }

            string output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? Read(output) : throw Fault($"{_exec.Command} failed with exit code {process.ExitCode}; see what it said above");
        }
        finally
        {
            End(process);
        }
    }

    private Process Start(bool isInteractive)
    {
        // What it says goes to our standard error; its standard input is ours only where somebody may answer.
        ProcessStartInfo start = new(_command)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = !isInteractive,
            UseShellExecute = false,
        };
        foreach (string argument in _exec.Arguments ?? [])
        {
            start.ArgumentList.Add(argument ?? "");
        }

        foreach (Dictionary<string, string> variable in _exec.EnvironmentVariables ?? [])
        {
            string name = variable.GetValueOrDefault("name") is { Length: > 0 } given ? given : throw Fault("a variable of env has no name", "env");
            start.Environment[name] = variable.GetValueOrDefault("value") ?? "";
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info(isInteractive).ToJsonString();
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            string hint = string.IsNullOrWhiteSpace(_exec.InstallHint) ? "install it, or put it on PATH" : _exec.InstallHint.Trim();
            throw Fault($"{_exec.Command} cannot be run ({fault.Message}); {hint}", "command", fault);
        }
    }

    private JsonObject Info(bool isInteractive)
    {
        JsonObject spec = new() { ["interactive"] = isInteractive };
        if (_exec.ProvideClusterInfo)
        {
            spec["cluster"] = ClusterInfo();
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = _exec.ApiVersion, ["spec"] = spec };
    }

    private JsonObject ClusterInfo()
    {
        JsonObject info = new() { ["server"] = _context.Cluster.Server };
        if (!string.IsNullOrEmpty(_context.Cluster.TlsServerName))
        {
            info["tls-server-name"] = _context.Cluster.TlsServerName;
        }

        if (_context.Cluster.SkipTlsVerify)
        {
            info["insecure-skip-tls-verify"] = true;
        }

        if (!string.IsNullOrEmpty(_context.Cluster.CertificateAuthorityData))
        {
            info["certificate-authority-data"] = _context.Cluster.CertificateAuthorityData;
        }
        else if (!string.IsNullOrEmpty(_context.Cluster.CertificateAuthority))
        {
            info["certificate-authority-data"] =
                Convert.ToBase64String(File.ReadAllBytes(_context.ClusterFile.Resolve(_context.Cluster.CertificateAuthority)));
        }

        if (_context.ClusterText("proxy-url") is { } proxy)
        {
            info["proxy-url"] = proxy;
        }

        if (Extension() is { } config)
        {
            info["config"] = config;
        }

        return info;
    }

    /// <summary>What the cluster has for plugins, in the extension of this name.</summary>
    private JsonNode? Extension() =>
        _context.ClusterFile.Extra("clusters", _context.ClusterName, "cluster", "extensions") is YamlSequenceNode extensions
        && extensions.Children.OfType<YamlMappingNode>().FirstOrDefault(
            entry => entry.Children.TryGetValue(new YamlScalarNode("name"), out YamlNode? name)
                && name is YamlScalarNode { Value: "client.authentication.k8s.io/exec" }) is { } found
        && found.Children.TryGetValue(new YamlScalarNode("extension"), out YamlNode? extension)
            ? Json(extension)
            : null;

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            child => new KeyValuePair<string, JsonNode?>(((YamlScalarNode)child.Key).Value ?? "", Json(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } text => JsonValue.Create(text.Value),
        YamlScalarNode { Value: null or "" or "~" or "null" } => null,
        YamlScalarNode { Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode scalar when long.TryParse(scalar.Value, out long number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    private ExecCredentialResponse.ExecStatus Read(string output)
    {
        ExecCredentialResponse? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, ExecJson.Default.ExecCredentialResponse);
        }
        catch (JsonException fault)
        {
            // Its text is not repeated: it may hold the secret.
            throw Fault($"{_exec.Command} printed something else than an ExecCredential in JSON", "exec", fault);
        }

        if (answer?.Kind != "ExecCredential" || answer.ApiVersion != _exec.ApiVersion)
        {
            throw Fault($"{_exec.Command} gave a {answer?.Kind} of {answer?.ApiVersion}; it must be an ExecCredential of {_exec.ApiVersion}");
        }

        ExecCredentialResponse.ExecStatus? status = answer.Status;
        bool hasCertificate = !string.IsNullOrEmpty(status?.ClientCertificateData);
        return hasCertificate != !string.IsNullOrEmpty(status?.ClientKeyData)
            ? throw Fault($"{_exec.Command} gave a certificate or a key alone; they go together")
            : hasCertificate || !string.IsNullOrEmpty(status?.Token)
                ? status!
                : throw Fault($"{_exec.Command} gave neither a token nor a certificate");
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, as it mostly has.
        }
    }

    internal KubernetesConfigurationException Fault(string problem, string field = "", Exception? inner = null) =>
        _context.UserFault(field is "" or "exec" ? "exec" : $"exec.{field}", problem, inner);
}
