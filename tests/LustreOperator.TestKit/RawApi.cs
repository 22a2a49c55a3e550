using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace LustreOperator.TestKit;

/// <summary>Requests to an API server by the token of a kubeconfig, such as kubectl does not send: a patch without a look before it.</summary>
public sealed class RawApi : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;

    private RawApi(SocketsHttpHandler handler, HttpClient client) => (_handler, _client) = (handler, client);

    /// <summary>By a kubeconfig as <c>kubectl lustre host add</c> writes it.</summary>
    public static RawApi Of(string kubeconfig)
    {
        JsonNode file = YamlFile.Read(kubeconfig).Single();
        JsonNode cluster = file["clusters"]![0]!["cluster"]!;
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String((string)cluster["certificate-authority-data"]!)));
        SocketsHttpHandler handler = new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
        HttpClient client = new(handler, disposeHandler: false) { BaseAddress = new Uri((string)cluster["server"]!) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)file["users"]![0]!["user"]!["token"]!);
        return new RawApi(handler, client);
    }

    /// <summary>Sends a request; the answer's code and body.</summary>
    /// <param name="method">POST sends JSON, PATCH a merge patch.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">What is sent; null: nothing.</param>
    public async Task<(int Code, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json"));
        }

        using HttpResponseMessage answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}
