using System.Net;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Which proxy a server is reached by, as kubectl reads the environment.</summary>
internal sealed class EnvironmentProxyTests
{
    [TestCase("https://api.lab:6443", "http://secure:3128/")]
    [TestCase("http://api.lab", "http://plain:8080/")]
    [TestCase("https://10.1.2.3:6443", null)]
    [TestCase("https://10.2.0.1", "http://secure:3128/")]
    [TestCase("https://192.168.0.7", null)]
    [TestCase("https://[fd00::1]:443", null)]
    [TestCase("https://example.com", null)]
    [TestCase("https://api.example.com", null)]
    [TestCase("https://badexample.com", "http://secure:3128/")]
    [TestCase("https://api.below.test", null)]
    [TestCase("https://below.test", "http://secure:3128/")]
    [TestCase("https://port.test:6443", null)]
    [TestCase("https://port.test:443", "http://secure:3128/")]
    [TestCase("https://localhost:6443", null)]
    [TestCase("https://127.0.0.1:6443", null)]
    public void Server_is_reached_by(string server, string? proxy)
    {
        EnvironmentProxy read = EnvironmentProxy.Read(name => name switch
        {
            "HTTPS_PROXY" => "http://secure:3128",
            "http_proxy" => "plain:8080",
            "NO_PROXY" => "10.1.0.0/16, 192.168.0.7,fd00::/8,Example.com,.below.test,port.test:6443",
            _ => null,
        })!;
        Uri address = new(server);
        Assert.That((read.GetProxy(address)?.AbsoluteUri, read.IsBypassed(address)), Is.EqualTo((proxy, proxy is null)));
    }

    [Test]
    public void Star_excepts_all() =>
        Assert.That(
            EnvironmentProxy.Read(name => name == "NO_PROXY" ? "*" : "http://proxy")!.IsBypassed(new Uri("https://api.lab")), Is.True);

    [Test]
    public void Without_variables_there_is_none() => Assert.That(EnvironmentProxy.Read(_ => null), Is.Null);

    [Test]
    public void Name_and_password_of_the_address_are_given_to_it()
    {
        EnvironmentProxy read = EnvironmentProxy.Read(name => name == "HTTPS_PROXY" ? "http://me:p%40ss@proxy:3128" : null)!;
        NetworkCredential given = read.Credentials!.GetCredential(new Uri("http://proxy:3128"), "Basic")!;
        Assert.That((given.UserName, given.Password), Is.EqualTo(("me", "p@ss")));
    }

    [Test]
    public void Address_that_is_none_is_refused_by_the_variables_name() =>
        Assert.That(
            () => EnvironmentProxy.Read(name => name == "HTTPS_PROXY" ? "ftp://proxy" : null),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("HTTPS_PROXY"));
}
