using System.Text.Json.Serialization;
using k8s.KubeConfigModels;

namespace LustreOperator.Kubernetes;

/// <summary>The generated reader of what a credential plugin prints.</summary>
[JsonSerializable(typeof(ExecCredentialResponse))]
internal sealed partial class ExecJson : JsonSerializerContext;
