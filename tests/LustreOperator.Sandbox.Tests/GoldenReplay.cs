using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Sends recorded requests to a server and keeps its answers.</summary>
internal sealed partial class GoldenReplay : IDisposable
{
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly HttpClient _client;
    private readonly string _token;

    public GoldenReplay(SandboxServer server)
    {
        _token = server.Token;
        _client = SandboxClient.Create(server);
    }

    public async Task<JsonObject> RunAsync(JsonObject step, CancellationToken ct)
    {
        bool watch = step["watch"]?.GetValue<bool>() ?? false;
        using HttpRequestMessage request = Request(step);
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var record = new JsonObject();
        int status = (int)response.StatusCode;
        if (watch && status == 200)
        {
            var during = new JsonArray();
            foreach (JsonNode? inner in step["during"]?.AsArray() ?? [])
            {
                during.Add((JsonNode)await RunAsync(inner!.AsObject(), ct));
            }

            string lines = await response.Content.ReadAsStringAsync(ct);
            JsonNode?[] events = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => GoldenComparison.Scrub(JsonNode.Parse(l)))];
            record["answer"] = new JsonObject { ["status"] = 200, ["events"] = new JsonArray(events) };
            record["during"] = during;
            return record;
        }

        string text = await response.Content.ReadAsStringAsync(ct);
        JsonNode? body = Parse(text);
        var answer = new JsonObject { ["status"] = status, ["body"] = GoldenComparison.Scrub(body) };
        if (!watch)
        {
            answer["contentType"] = response.Content.Headers.ContentType?.ToString();
        }

        if (response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings))
        {
            answer["warning"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w))]);
        }

        foreach ((string name, JsonNode? path) in step["keep"]?.AsObject() ?? [])
        {
            _kept[name] = path!.GetValue<string>().Split('.').Aggregate(body, (node, part) => node?[part])?.ToString() ?? string.Empty;
        }

        if (step["sleep"] is not null && request.Method == HttpMethod.Delete)
        {
            await WaitUntilGoneAsync(Fill(Text(step, "path")!), ct);
        }

        record["answer"] = answer;
        return record;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The recorder slept where the server works on after its answer; here the end of the work is waited for.</summary>
    private async Task WaitUntilGoneAsync(string path, CancellationToken ct)
    {
        using CancellationTokenSource late = MachineTime.Limit(TimeSpan.FromSeconds(10));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        while (true)
        {
            using HttpRequestMessage request = Request(new JsonObject { ["path"] = path });
            using HttpResponseMessage response = await _client.SendAsync(request, limit.Token);
            if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return;
            }
        }
    }

    private HttpRequestMessage Request(JsonObject step)
    {
        var request = new HttpRequestMessage(new HttpMethod(Text(step, "method") ?? "GET"), Fill(Text(step, "path")!));
        if (step["anonymous"] is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }

        request.Headers.TryAddWithoutValidation("Accept", Text(step, "accept") ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Python-urllib/3.11");
        foreach ((string name, JsonNode? value) in step["headers"]?.AsObject() ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
        }

        if (step["body"] is { } body)
        {
            string text = body is JsonValue v && v.TryGetValue(out string? raw) ? raw : body.ToJsonString();
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fill(text)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Text(step, "contentType") ?? "application/json");
        }

        return request;
    }

    private string Fill(string text) => PlaceholderPattern().Replace(text, m => _kept[m.Groups["name"].Value]);

    private static string? Text(JsonObject step, string name) => step[name]?.GetValue<string>();

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceholderPattern();
}
