using System.Net;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Whatever is sent, the answer is a Status.</summary>
internal sealed class BadInputTests : SandboxFixture
{
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
    public async Task Token_unknown_isUnauthorized() =>
        Assert.That((await Send(HttpMethod.Get, "/api/v1/namespaces", null, token: "wrong")).Code, Is.EqualTo((int)HttpStatusCode.Unauthorized));

    private async Task<HttpStatusCode> PostAsync(string body)
    {
        Answer answer = await Post(Maps, body);
        Assert.That((string?)answer.Body["kind"], Is.EqualTo("Status"));
        return (HttpStatusCode)answer.Code;
    }
}
