using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Whatever is sent, the answer is a Status.</summary>
internal sealed class BadInputTests
{
    private SandboxServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None);
        _client = SandboxClient.Create(_server);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Body_overTheLimit_isRefused() =>
        Assert.That(await PostAsync(new string(' ', 4 * 1024 * 1024)), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));

    [Test]
    public async Task Body_nestedTooDeep_isRefused() =>
        Assert.That(await PostAsync(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), Is.EqualTo(HttpStatusCode.BadRequest));

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{\"metadata\":[]}")]
    [TestCase("{\"metadata\":{\"labels\":{\"a\":1}}}")]
    [TestCase("{\"a\":\"\\ud800\"}")]
    public async Task Body_ofWrongShape_isRefused(string body) =>
        Assert.That(await PostAsync(body), Is.EqualTo(HttpStatusCode.BadRequest).Or.EqualTo(HttpStatusCode.UnprocessableEntity));

    [Test]
    public async Task Token_unknown_isUnauthorized()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<HttpStatusCode> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync("/api/v1/namespaces/default/configmaps", content);
        JsonNode? status = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(status?["kind"]?.GetValue<string>(), Is.EqualTo("Status"));
        return response.StatusCode;
    }
}
