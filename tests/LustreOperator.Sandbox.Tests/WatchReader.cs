using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Reads watch streams.</summary>
internal static class WatchReader
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>So many events, or all until the stream ends.</summary>
    public static async Task<List<JsonNode>> Events(this StreamReader watch, int count)
    {
        using var deadline = MachineTime.Limit(s_patience);
        List<JsonNode> events = [];
        while (events.Count < count && await watch.ReadLineAsync(deadline.Token) is { } line)
        {
            events.Add(JsonNode.Parse(line)!);
        }

        return events;
    }
}
