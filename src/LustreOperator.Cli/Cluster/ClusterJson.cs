using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LustreOperator.Cli.Cluster;

/// <summary>Objects as they are: this program shows and writes kinds of which it needs a few fields only.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ClusterJson : JsonSerializerContext;
