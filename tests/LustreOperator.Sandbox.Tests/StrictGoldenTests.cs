using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Sandbox.Tests;

/// <summary>
/// What a real API server (1.34.9 with its controller manager) took and refused: status, reason, the fields at fault, warnings, and of some answers one
/// value. Golden/http/strict.json holds one request a line, in order.
/// </summary>
internal sealed partial class StrictGoldenTests
{
    private static readonly IReadOnlyList<JsonObject> s_steps = GoldenFiles.Read("http/strict.json");
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _answers = new(StringComparer.Ordinal);

    public static IEnumerable<string> Steps => s_steps.Select(s => Text(s, "id")!);

    [OneTimeSetUp]
    public async Task ReplayAsync()
    {
        await using SandboxServer server = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None);
        using HttpClient client = SandboxClient.Create(server);
        foreach (JsonObject step in s_steps)
        {
            _answers[Text(step, "id")!] = await RunAsync(client, server.Token, step);
        }
    }

    [TestCaseSource(nameof(Steps))]
    public void Request_replayed_isTakenOrRefusedAsRecorded(string id)
    {
        JsonObject recorded = s_steps.Single(s => Text(s, "id") == id);
        JsonObject answer = _answers[id];
        Assert.Multiple(() =>
        {
            Assert.That((int)answer["status"]!, Is.EqualTo((int)recorded["status"]!), (string?)answer["body"]?["message"]);
            Assert.That((string?)answer["body"]?["reason"], (int)recorded["status"]! < 300 ? Is.Not.Null.Or.Null : Is.EqualTo(Text(recorded, "reason")));
            if (recorded["fields"] is JsonArray fields)
            {
                JsonArray causes = answer["body"]?["details"]?["causes"]?.AsArray() ?? [];
                Assert.That(causes.Select(c => (string?)c!["field"] ?? "").Distinct().Order(StringComparer.Ordinal), Is.EqualTo(fields.Select(f => (string?)f)));
            }

            if (recorded["warning"] is { } warning)
            {
                Assert.That(answer["warning"]?.ToJsonString(), Is.EqualTo(warning.ToJsonString()));
            }

            if (Text(recorded, "at") is { } path)
            {
                Assert.That(JsonNode.DeepEquals(At(answer["body"], path), recorded["value"]), answer.ToJsonString());
            }
        });
    }

    private async Task<JsonObject> RunAsync(HttpClient client, string token, JsonObject step)
    {
        using var request = new HttpRequestMessage(new HttpMethod(Text(step, "method")!), Fill(Text(step, "path")!));
        request.Headers.TryAddWithoutValidation("Accept", Text(step, "accept") ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "compare/1");
        if (step["anonymous"] is null && step["headers"]?["Authorization"] is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Text(step, "token") is { } kept ? _kept[kept] : token);
        }

        foreach ((string name, JsonNode? value) in step["headers"]?.AsObject() ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value is JsonArray many ? many.Select(v => (string?)v) : [(string?)value]);
        }

        if (step["body"] is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(Fill(body is JsonValue v && v.TryGetValue(out string? raw) ? raw : body.ToJsonString())));
            if ((Text(step, "contentType") ?? "application/json") is { Length: > 0 } type)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        JsonNode? read = text.StartsWith('{') ? JsonNode.Parse(text) : null;
        foreach ((string name, JsonNode? path) in step["keep"]?.AsObject() ?? [])
        {
            _kept[name] = At(read, (string)path!)?.ToString() ?? "";
        }

        var answer = new JsonObject { ["status"] = (int)response.StatusCode, ["body"] = read };
        if (response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings))
        {
            answer["warning"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w))]);
        }

        return answer;
    }

    private static JsonNode? At(JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, part) => at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : (at as JsonObject)?[part]);

    private string Fill(string text) => PlaceholderPattern().Replace(text, m => _kept.GetValueOrDefault(m.Groups["name"].Value, "MISSING"));

    private static string? Text(JsonObject step, string name) => step[name]?.GetValue<string>();

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceholderPattern();
}
