using System.CommandLine;
using LustreOperator.Cli.Cluster;

namespace LustreOperator.Cli.Hosts;

/// <summary>The arguments and options that the host commands share.</summary>
internal static class HostOptions
{
    public static readonly TimeSpan DefaultTokenDuration = TimeSpan.FromHours(8760);

    /// <summary>The API server's own least.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(10);

    public static Argument<string> Name()
    {
        Argument<string> name = new("NAME") { Description = "Name of the KvmHost.", HelpName = "NAME" };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && HostIdentity.Objection(result.Tokens[0].Value) is { } objection)
            {
                result.AddError(objection);
            }
        });
        return name;
    }

    public static Option<string?> Namespace(ClusterConnector connector)
    {
        Option<string?> option = NamespaceOption.Create(connector);
        option.Description = "Namespace of the agent's service account and Lease, which is the operator's. Default: where the operator is installed.";
        return option;
    }

    public static Option<TimeSpan?> TokenDuration() => new("--token-duration")
    {
        Description = "How long the agent's token is asked to hold; the API server may allow less. Default: 8760h.",
        HelpName = "DURATION",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (GoDuration.Parse(text) is not { } duration)
            {
                result.AddError($"--token-duration: '{text}' is no duration; give one such as 8760h or 1h30m");
                return null;
            }

            if (duration < s_shortest)
            {
                result.AddError($"--token-duration: '{text}' is too short; a token holds 10m at least");
            }

            return duration;
        },
    };

    public static Option<Uri?> Server() => new("--server")
    {
        Description = "Address of the API server as the host reaches it. Default: that of the kubeconfig in use.",
        HelpName = "URL",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? server) && server.Scheme is "https" or "http")
            {
                return server;
            }

            result.AddError($"--server: '{text}' is no address; give one such as https://10.0.0.1:6443");
            return null;
        },
    };
}
