using System.Text.RegularExpressions;
using LustreOperator.Api;

namespace LustreOperator.Cli.Hosts;

/// <summary>The names of all that belongs to one host's agent.</summary>
/// <param name="Host">Name of the KvmHost.</param>
/// <param name="Namespace">The operator's namespace.</param>
internal sealed partial record HostIdentity(string Host, string Namespace)
{
    /// <summary>Name of the role in deploy/ that every agent is bound to.</summary>
    public const string SharedRole = "lustre-operator-agent";

    /// <summary>Service account, roles and bindings. The admission policy in deploy/ takes the host from it.</summary>
    public string Agent => "lustre-agent-" + Host;

    /// <summary>The binding to <see cref="SharedRole"/>. No host has a colon in its name, so it is no other host's.</summary>
    public string SharedBinding => Agent + ":machines";

    public string Lease => ApiNames.HostLease(Host);

    /// <summary>Why a host cannot have this name; null when it can.</summary>
    public static string? Objection(string host) =>
        host.Length > ApiNames.LabelMaxLength
            ? $"'{host}' is too long for a host: a name has at most {ApiNames.LabelMaxLength} characters, for it becomes a label"
            : Name().IsMatch(host)
                ? null
                : $"'{host}' is no name for a host: lower case letters, digits, - and . between them, such as kvm1 or kvm1.lab";

    [GeneratedRegex(@"^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
