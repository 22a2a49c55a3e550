using System.Net.Sockets;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>How requests reach the server.</summary>
public sealed class TransportTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("transport-").FullName;

    [TearDown]
    public void Drop() => Directory.Delete(_directory, recursive: true);

    /// <summary>What is measured is the kernel's own count: what it does with it is the kernel's.</summary>
    [Test]
    public void Dead_peer_is_found_within_a_minute_over_http_1()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        Transport.KeepAlive(socket);
        int quiet = Option(SocketOptionName.TcpKeepAliveTime);
        int questions = Option(SocketOptionName.TcpKeepAliveInterval) * Option(SocketOptionName.TcpKeepAliveRetryCount);
        Assert.That((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!, Is.Not.Zero);
        Assert.That(TimeSpan.FromSeconds(quiet + questions), Is.LessThanOrEqualTo(s_minute));

        int Option(SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
    }

    [Test]
    public void Dead_or_hung_peer_is_found_within_a_minute_over_http_2()
    {
        using SocketsHttpHandler network = SetUp("{server: 'https://10.0.0.1'}");
        Assert.That(network.KeepAlivePingPolicy, Is.EqualTo(HttpKeepAlivePingPolicy.WithActiveRequests));
        Assert.That(network.KeepAlivePingDelay + network.KeepAlivePingTimeout, Is.LessThanOrEqualTo(s_minute));
    }

    [Test]
    public void Connection_that_is_not_made_is_given_up_before_the_request()
    {
        using SocketsHttpHandler network = SetUp("{server: 'https://10.0.0.1'}");
        Assert.That(network.ConnectTimeout, Is.LessThan(new KubernetesClientOptions().RequestTimeout));
    }

    [Test]
    public async Task Clusters_own_proxy_is_asked_for_the_server()
    {
        using ScriptedApi api = new();
        await using LoopbackServer proxy = new(api);
        using KubernetesClient client = Client($"{{server: 'http://api.lab.test', proxy-url: '{proxy.Address}'}}", "{}");
        Task<Valve> got = client.GetAsync(Valve.Resource, Valve.Key("one"), CancellationToken.None);
        ScriptedRequest request = await api.NextAsync();
        Assert.That(request.Target, Does.StartWith("http://api.lab.test/apis/"));
        request.Answer(Valve.Make("one", 5));
        await Eventually.Completes(got);
    }

    [Test]
    public async Task Requests_are_done_as_the_one_whom_the_kubeconfig_names()
    {
        using ScriptedApi api = new();
        await using LoopbackServer server = new(api);
        using KubernetesClient client = Client($"{{server: '{server.Address}'}}", "{token: abc, as: jane, as-uid: u-1, as-groups: [lab]}");
        Task<Valve> got = client.GetAsync(Valve.Resource, Valve.Key("one"), CancellationToken.None);
        ScriptedRequest request = await api.NextAsync();
        Assert.That(
            (request.Headers["Authorization"], request.Headers["Impersonate-User"], request.Headers["Impersonate-Group"], request.Headers["Impersonate-Uid"]),
            Is.EqualTo(("Bearer abc", "jane", "lab", "u-1")));
        request.Answer(Valve.Make("one", 5));
        await Eventually.Completes(got);
    }

    [Test]
    public async Task Socket_of_a_watch_asks_whether_its_peer_lives()
    {
        using ScriptedApi api = new();
        await using LoopbackServer server = new(api);
        using KubernetesClient client = Client($"{{server: '{server.Address}'}}", "{}");
        await using IAsyncEnumerator<WatchEvent<Valve>> watch =
            client.WatchAsync(Valve.Resource, new WatchOptions(), CancellationToken.None).GetAsyncEnumerator();
        ValueTask<bool> first = watch.MoveNextAsync();
        ScriptedStream stream = (await api.NextAsync()).Stream();
        stream.Bookmark(7);
        Assert.That(await Eventually.Completes(first.AsTask()), Is.True);

        // In the kernel's table, the timer of a connection that is kept alive is of kind 02, in hundredths of seconds.
        string port = server.Address.Port.ToString("X4");
        string[] row = (await File.ReadAllLinesAsync("/proc/net/tcp")).Concat(await File.ReadAllLinesAsync("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(columns => columns[2].EndsWith(':' + port, StringComparison.Ordinal) && columns[3] == "01");
        Assert.That(row[5], Does.StartWith("02:"));
        Assert.That(Convert.ToInt32(row[5][3..], 16), Is.LessThanOrEqualTo(30 * 100));
        stream.Close();
    }

    private SocketsHttpHandler SetUp(string cluster)
    {
        SocketsHttpHandler network = new();
        new Transport(Settings(cluster, "{token: abc}")).SetUp(network);
        return network;
    }

    private KubernetesClient Client(string cluster, string user) =>
        new(new KubernetesConnection(Settings(cluster, user)), new KubernetesClientOptions(), TimeProvider.System, new Random(1));

    private ConnectionSettings Settings(string cluster, string user)
    {
        string file = Path.Combine(_directory, "config");
        File.WriteAllText(file, $$"""
            current-context: lab
            contexts: [{name: lab, context: {cluster: c, user: me} }]
            clusters: [{name: c, cluster: {{cluster}} }]
            users: [{name: me, user: {{user}} }]
            """);
        return KubeconfigConnection.Read(Kubeconfig.Load([file]).Context(name: null), TimeProvider.System);
    }
}
