using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>One server for the tests of a class, with the recorded CustomResourceDefinition, and requests on it as an administrator.</summary>
internal abstract class SandboxFixture
{
    protected const string Valves = "/apis/plumbing.example.com/v1alpha1/namespaces/default/valves";
    protected const string Maps = "/api/v1/namespaces/default/configmaps";

    protected SandboxServer Server { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    protected virtual SandboxOptions Options => new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Server = await SandboxServer.StartAsync(Options, TimeProvider.System, CancellationToken.None);
        Client = SandboxClient.Create(Server);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Server.Token);
        JsonObject definition = GoldenFiles.Read("http/steps.json").Single(s => (string?)s["id"] == "crd-create")["body"]!.AsObject();
        await Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.ToJsonString());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    protected Task<Answer> Post(string path, string body) => Send(HttpMethod.Post, path, body);

    protected Task<Answer> Put(string path, string body) => Send(HttpMethod.Put, path, body);

    protected Task<Answer> Delete(string path, string? body = null) => Send(HttpMethod.Delete, path, body);

    protected Task<Answer> Merge(string path, string body) => Send(HttpMethod.Patch, path, body, "application/merge-patch+json");

    protected Task<Answer> Apply(string path, string manager, string body, string more = "") =>
        Send(HttpMethod.Patch, $"{path}?fieldManager={manager}{more}", body, "application/apply-patch+yaml");

    protected async Task<Answer> Send(HttpMethod method, string path, string? body, string type = "application/json", string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings);
        return new Answer((int)response.StatusCode, text, [.. warnings ?? []]);
    }

    /// <summary>The version of the store now.</summary>
    protected async Task<string> Version() => (string)(await Get($"{Maps}?limit=1")).Body["metadata"]!["resourceVersion"]!;

    protected async Task<StreamReader> Watch(string path) => new(await Client.GetStreamAsync(new Uri(path, UriKind.Relative)));

    /// <summary>A Valve with what its schema requires.</summary>
    protected static string Valve(string name, string metadata = "", string spec = "\"size\":5") => $$"""
        {"apiVersion":"plumbing.example.com/v1alpha1","kind":"Valve","metadata":{"name":"{{name}}"{{metadata}}},"spec":{ {{spec}} } }
        """;

    protected static string Map(string name, string metadata = "", string data = "") => $$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"{{metadata}}},"data":{ {{data}} } }
        """;

    /// <summary>What the server said.</summary>
    protected sealed record Answer(int Code, string Text, IReadOnlyList<string> Warnings)
    {
        public JsonNode Body => JsonNode.Parse(Text)!;

        public string? Message => (string?)Body["message"];

        public string? Reason => (string?)Body["reason"];
    }
}
