using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>The open answer of a watch.</summary>
internal sealed class ScriptedStream(PipeWriter writer)
{
    public void Send(string type, Valve valve) => SendLine(EventLine(type, JsonSerializer.Serialize(valve, ValveJson.Default.Valve)));

    public void Bookmark(int version) =>
        SendLine(EventLine("BOOKMARK", $$$"""{"kind":"Valve","metadata":{"resourceVersion":"{{{version}}}"} }"""));

    public void Error(int code, string reason) => SendLine(EventLine("ERROR", ScriptedRequest.StatusJson(code, reason, "too old")));

    public void SendLine(string line) => SendText(line + "\n");

    public void SendText(string text) => writer.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().Wait();

    /// <summary>The server ends the answer in order.</summary>
    public void Close() => writer.Complete();

    /// <summary>The connection breaks.</summary>
    public void Break() => writer.Complete(new IOException("connection reset by peer"));

    private static string EventLine(string type, string body) => $$"""{"type":"{{type}}","object":{{body.ReplaceLineEndings("")}} }""";
}
