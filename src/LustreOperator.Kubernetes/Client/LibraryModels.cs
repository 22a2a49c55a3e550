using System.Text.Json.Serialization;
using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>The generated readers and writers of the client library's models; <see cref="LibraryJson"/> says how they differ from its own.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Status))]
internal sealed partial class LibraryModels : JsonSerializerContext;
