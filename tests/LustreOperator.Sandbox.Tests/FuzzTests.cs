using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Whatever comes, the answer is a proper one or the connection ends; nothing is written that was not asked for, and the server goes on.</summary>
internal sealed class FuzzTests : SandboxFixture
{
    private const int Requests = 10_000;
    private const int Seed = 20_261_126;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly string[] s_methods = ["GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "PATCH", "PATCH", "DELETE", "HEAD", "ODD"];

    private static readonly string[] s_types =
    [
        "application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml",
        "application/strategic-merge-patch+json", "application/vnd.kubernetes.protobuf", "text/plain",
    ];

    private static readonly string[] s_paths =
    [
        Valves, Valves + "/fuzz", Valves + "/fuzz", Valves + "/fuzz/status", Maps, Maps + "/fuzz", Maps + "/fuzz", "/api/v1/namespaces", "/api/v1/namespaces/fuzz", "/apis", "/api/v1", "/openapi/v3",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "/apis/coordination.k8s.io/v1/namespaces/default/leases/fuzz", "/api/v1/namespaces/default/events",
        "/api/v1/namespaces/default/secrets/fuzz", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "/api/v1/namespaces/default/serviceaccounts/fuzz/token", "/", "//", "/api//v1",
    ];

    private static readonly string[] s_queries =
    [
        "", "watch=1&resourceVersionMatch=Exact", "labelSelector=a%20in%20(", "labelSelector=!a,b!=c", "fieldSelector=metadata.name%3Dfuzz", "fieldSelector=%3D", "limit=1", "limit=-1", "limit=x",
        "continue=eyJ2IjoxfQ", "resourceVersion=x", "resourceVersion=99999999999999999999", "dryRun=All", "dryRun=x", "fieldValidation=Strict", "fieldManager=fuzz", "fieldManager=fuzz&force=true",
        "propagationPolicy=Orphan", "pretty=1", "timeoutSeconds=-5",
    ];

    [Test]
    [CancelAfter(180_000)]
    public async Task Requests_madeAtRandom_areAnsweredAndTheServerGoesOn()
    {
        const string witness = "/api/v1/namespaces/kube-public/configmaps";
        await Post(witness, Map("witness", data: "\"a\":\"b\""));
        var random = new Random(Seed);
        var odd = new List<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests).Select(_ => (Method: Pick(random, s_methods), Path: Pick(random, s_paths), Query: Pick(random, s_queries), Type: Pick(random, s_types), Body: Body(random)))
                .Where(request => request.Method != "DELETE" || !request.Path.Contains("customresourcedefinitions", StringComparison.Ordinal)),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (request, _) =>
            {
                (int code, string text) = await Try(request.Method, $"{request.Path}?{request.Query}", request.Type, request.Body);
                if (code >= 500 && code is not 504 && !IsExplained(text) && request.Method != "HEAD")
                {
                    lock (odd)
                    {
                        odd.Add($"{request.Method} {request.Path}?{request.Query} {request.Type} {Encoding.Latin1.GetString(request.Body)[..Math.Min(200, request.Body.Length)]}: {code} {text}");
                    }
                }
            });

        Assert.That(odd, Is.Empty, string.Join('\n', odd.Take(5)));
        Assert.That((await Get($"{witness}/witness")).Body["data"]!.ToJsonString(), Is.EqualTo("""{"a":"b"}"""));
    }

    [Test]
    public async Task Body_ofInvalidUtf8_isRefusedOrReadAsGoReadsIt()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("{\"metadata\":{\"name\":\"utf8\"},\"data\":{\"a\":\""), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes("\"}}")];

        (int code, string text) = await Try("POST", Maps, "application/json", body);

        Assert.That(code, Is.EqualTo(201).Or.EqualTo(400), text);
    }

    [Test]
    public async Task Connection_thatBreaksOffInABody_writesNothing()
    {
        await using (SslStream half = await ConnectAsync())
        {
            string head = $"POST {Maps} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {Server.Token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
            await half.WriteAsync(Encoding.ASCII.GetBytes(head + "{\"metadata\":{\"name\":\"half\"}}"));
            await half.ShutdownAsync();
        }

        Assert.That((await Get($"{Maps}/half")).Code, Is.EqualTo(404));
    }

    [TestCase("GARBAGE\r\n\r\n")]
    [TestCase("GET / HTTP/9.9\r\n\r\n")]
    [TestCase("POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Connection_withoutHttp_isEnded(string text)
    {
        await using SslStream stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var deadline = MachineTime.Limit(s_patience);
        using var reader = new StreamReader(stream);

        string answer = await reader.ReadToEndAsync(deadline.Token);

        Assert.That(answer, Is.Empty.Or.StartsWith("HTTP/1.1 4").Or.StartsWith("HTTP/1.1 5"));
        Assert.That((await Get("/readyz")).Code, Is.EqualTo(200));
    }

    /// <summary>These are the API server's own words for faults that it does not classify.</summary>
    private static bool IsExplained(string text) =>
        text.Contains("failed to create typed patch object", StringComparison.Ordinal)
        || text.Contains("resourceVersion should not be set", StringComparison.Ordinal)
        || text.Contains("failed to convert new object", StringComparison.Ordinal)
        || text.Contains("couldn't get version/kind", StringComparison.Ordinal)
        || text.Contains("is registered for version", StringComparison.Ordinal)
        || text.Contains("strconv.ParseUint", StringComparison.Ordinal);

    private async Task<(int Code, string Text)> Try(string method, string path, string type, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Address.GetLeftPart(UriPartial.Authority) + path));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var deadline = MachineTime.Limit(s_patience);
        using HttpResponseMessage response = await Client.SendAsync(request, deadline.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(deadline.Token));
    }

    private async Task<SslStream> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(Server.Address.Host, Server.Address.Port);
        var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = SandboxClient.Trust(Server) });
        return stream;
    }

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];

    private static byte[] Body(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                byte[] noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return [];
            case 2:
                return Encoding.UTF8.GetBytes(new string('[', random.Next(2000)));
            default:
                JsonNode body = Node(random, 0)!;
                if (random.Next(2) == 0)
                {
                    // Close to something that would be written.
                    (string version, string kind) = random.Next(2) == 0 ? ("plumbing.example.com/v1alpha1", "Valve") : ("v1", "ConfigMap");
                    body = new JsonObject
                    {
                        ["apiVersion"] = version,
                        ["kind"] = kind,
                        ["metadata"] = new JsonObject { ["name"] = "fuzz", ["labels"] = Node(random, 1) },
                        ["spec"] = new JsonObject { ["size"] = 5, ["ports"] = Node(random, 1), ["tags"] = Node(random, 3) },
                        ["data"] = Node(random, 1),
                    };
                }

                byte[] text = Encoding.UTF8.GetBytes(body.ToJsonString());
                if (random.Next(5) == 0)
                {
                    text[random.Next(text.Length)] = (byte)random.Next(256);
                }

                return text;
        }
    }

    private static JsonNode? Node(Random random, int depth)
    {
        switch (depth == 0 ? 7 : random.Next(depth > 4 ? 6 : 9))
        {
            case 0:
                return null;
            case 1:
                return random.Next(2) == 0;
            case 2:
                return random.NextInt64();
            case 3:
                return random.NextDouble() * 1e300;
            case 4:
                return Pick(random, ["fuzz", "", "v1", "Valve", "ConfigMap", "plumbing.example.com/v1alpha1", "default", "é\u0000", new string('y', 300)]);
            case 5:
                return -1;
            case 6:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth + 1))]);
            default:
                var o = new JsonObject();
                for (int i = random.Next(6); i >= 0; i--)
                {
                    o[Pick(random, ["apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "managedFields", "uid", "resourceVersion", "spec",
                        "status", "size", "ports", "tags", "op", "path", "value", "from", "data", "versions", "names", "group", "scope", "$patch", "preconditions", "fieldsV1", "f:spec", ""])] = Node(random, depth + 1);
                }

                return o;
        }
    }
}
