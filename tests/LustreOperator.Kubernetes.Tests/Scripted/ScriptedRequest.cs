using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>A request that waits for the test to answer it.</summary>
internal sealed class ScriptedRequest(string method, string target, IReadOnlyDictionary<string, string> headers, string body)
{
    private readonly TaskCompletionSource<ScriptedAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Method => method;

    /// <summary>Path with query, unescaped, without the leading slash.</summary>
    public string Target { get; } = Uri.UnescapeDataString(target).TrimStart('/');

    public IReadOnlyDictionary<string, string> Headers => headers;

    public string Body => body;

    public JsonNode Json => JsonNode.Parse(body)!;

    /// <summary>Set when the client gave the request up.</summary>
    public TaskCompletionSource Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ScriptedAnswer> Answered => _answer.Task;

    public string? Query(string name) => Target.Split('?', 2) is [_, var query]
        ? query.Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1]
        : null;

    public void Answer(int status, string text, int? retryAfterSeconds = null)
    {
        Pipe pipe = new();
        pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().Wait();
        pipe.Writer.Complete();
        _answer.TrySetResult(new ScriptedAnswer(status, pipe.Reader, retryAfterSeconds));
    }

    public void Answer(Valve valve, int status = 200) => Answer(status, JsonSerializer.Serialize(valve, ValveJson.Default.Valve));

    public void Refuse(int status, string reason, string message = "refused", int? retryAfterSeconds = null) =>
        Answer(status, StatusJson(status, reason, message), retryAfterSeconds);

    public void AnswerList(int version, string next, params Valve[] valves)
    {
        string items = string.Join(',', valves.Select(valve => JsonSerializer.Serialize(valve, ValveJson.Default.Valve)));
        Answer(200, $$"""
            {"kind":"ValveList","metadata":{"continue":"{{next}}","resourceVersion":"{{version}}"},"items":[{{items}}]}
            """);
    }

    public void AnswerList(int version, params Valve[] valves) => AnswerList(version, "", valves);

    /// <summary>Says yes to a watch; the stream stays open for events.</summary>
    public ScriptedStream Stream()
    {
        // No threshold: a test may write before anybody reads.
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        _answer.TrySetResult(new ScriptedAnswer(200, pipe.Reader, RetryAfterSeconds: null));
        return new ScriptedStream(pipe.Writer);
    }

    /// <summary>No answer: the connection breaks.</summary>
    public void Break(Exception? fault = null) => _answer.TrySetException(fault ?? new HttpRequestException("connection refused"));

    public static string StatusJson(int code, string reason, string message) => $$"""
        {"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}
        """;
}

internal sealed record ScriptedAnswer(int Status, PipeReader Body, int? RetryAfterSeconds);
