using System.Text;
using LustreOperator.Cli.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Tests.Hosts;

internal sealed class HostObjectsTests
{
    private static readonly HostIdentity s_identity = new("kvm1.lab", "lustre-operator");

    [Test]
    public void Identity_is_these_objects_in_this_order()
    {
        StringBuilder text = new();
        foreach (HostObject made in HostObjects.Of(s_identity))
        {
            text.Append("# ").Append(made.Label).Append("\n---\n").Append(YamlText.Of(made.Fields));
        }

        Golden.Match(text.ToString(), "Golden/identity.yaml");
    }

    [Test]
    public void Kubeconfig_has_server_trust_and_token()
    {
        ServerTrust trust = new() { AuthoritiesPem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", ServerName = "api.lab" };

        string text = AgentKubeconfig.Of(s_identity, new Uri("https://10.0.0.1:6443/"), trust, Token("secret"));

        Golden.Match(text, "Golden/kubeconfig.yaml");
        Assert.That(AgentKubeconfig.IsOf(s_identity, text), Is.True);
        Assert.That(AgentKubeconfig.IsOf(s_identity with { Host = "kvm1" }, text), Is.False);
    }

    [Test]
    public void Kubeconfig_of_an_unchecked_server_says_so() =>
        Assert.That(
            AgentKubeconfig.Of(s_identity, new Uri("https://10.0.0.1"), new ServerTrust { SkipVerification = true }, Token("secret")),
            Does.Contain("insecure-skip-tls-verify: true").And.Not.Contains("certificate-authority"));

    [Test]
    public void Token_does_not_print_itself() => Assert.That(Token("secret").ToString(), Does.Not.Contain("secret"));

    // Two hosts whose names end like parts of the other's objects.
    [Test]
    public void Objects_of_two_hosts_are_never_the_same()
    {
        string[] hosts = ["a", "a-machines", "agent", "machines", "operator", "operator-agent"];

        Assert.That(
            hosts.SelectMany(host => HostObjects.Of(new HostIdentity(host, "lustre-operator"))).Select(made => (made.Kind.Kind, made.Key)), Is.Unique);
    }

    private static AgentToken Token(string text) => new(text, DateTimeOffset.UnixEpoch);
}
