using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Documents;

/// <summary>
/// Reads the binary form in which kubectl writes built-in kinds. Only the kinds that kubectl's own commands create are
/// known: a field is written <c>name:number:type</c>, where type s is text, i a number, b a flag, t a time, y bytes, m a map of
/// texts, n a map of bytes, or another message; a trailing * means repeated.
/// </summary>
internal static class ProtobufText
{
    private static readonly byte[] s_magic = "k8s\0"u8.ToArray();

    private static readonly FrozenDictionary<string, FrozenDictionary<int, Field>> s_messages = Read("""
        Unknown typeMeta:1:TypeMeta raw:2:y
        TypeMeta apiVersion:1:s kind:2:s
        ObjectMeta name:1:s generateName:2:s namespace:3:s uid:5:s resourceVersion:6:s labels:11:m annotations:12:m ownerReferences:13:OwnerReference* finalizers:14:s*
        OwnerReference kind:1:s name:3:s uid:4:s apiVersion:5:s controller:6:b blockOwnerDeletion:7:b
        Namespace metadata:1:ObjectMeta spec:2:NamespaceSpec
        NamespaceSpec finalizers:1:s*
        ServiceAccount metadata:1:ObjectMeta automountServiceAccountToken:4:b
        Secret metadata:1:ObjectMeta data:2:n type:3:s stringData:4:m immutable:5:b
        ConfigMap metadata:1:ObjectMeta data:2:m binaryData:3:n immutable:4:b
        TokenRequest metadata:1:ObjectMeta spec:2:TokenRequestSpec
        TokenRequestSpec audiences:1:s* expirationSeconds:4:i
        SelfSubjectAccessReview metadata:1:ObjectMeta spec:2:AccessSpec
        AccessSpec resourceAttributes:1:ResourceAttributes nonResourceAttributes:2:NonResourceAttributes
        ResourceAttributes namespace:1:s verb:2:s group:3:s version:4:s resource:5:s subresource:6:s name:7:s
        NonResourceAttributes path:1:s verb:2:s
        SelfSubjectRulesReview metadata:1:ObjectMeta spec:2:RulesSpec
        RulesSpec namespace:1:s
        SelfSubjectReview metadata:1:ObjectMeta
        Role metadata:1:ObjectMeta rules:2:PolicyRule*
        ClusterRole metadata:1:ObjectMeta rules:2:PolicyRule*
        PolicyRule verbs:1:s* apiGroups:2:s* resources:3:s* resourceNames:4:s* nonResourceURLs:5:s*
        RoleBinding metadata:1:ObjectMeta subjects:2:Subject* roleRef:3:RoleRef
        ClusterRoleBinding metadata:1:ObjectMeta subjects:2:Subject* roleRef:3:RoleRef
        Subject kind:1:s apiGroup:2:s name:3:s namespace:4:s
        RoleRef apiGroup:1:s kind:2:s name:3:s
        DeleteOptions gracePeriodSeconds:1:i preconditions:2:Preconditions orphanDependents:3:b propagationPolicy:4:s dryRun:5:s*
        Preconditions uid:1:s resourceVersion:2:s
        """);

    public static bool IsProtobuf(ReadOnlySpan<byte> body) => body.StartsWith(s_magic);

    public static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        JsonObject envelope = Message(body[s_magic.Length..], "Unknown");
        string kind = envelope.Text("typeMeta", "kind") ?? string.Empty;
        if (!s_messages.ContainsKey(kind))
        {
            throw new DocumentException($"no protobuf form of kind {kind} is known here: send JSON");
        }

        JsonObject result = Message(Convert.FromBase64String(envelope.Text("raw") ?? string.Empty), kind);
        result["apiVersion"] = envelope.Text("typeMeta", "apiVersion");
        result["kind"] = kind;
        return result;
    }

    private static FrozenDictionary<string, FrozenDictionary<int, Field>> Read(string table) => table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenDictionary(
            words => words[0],
            words => words.Skip(1).Select(w => w.Split(':')).ToFrozenDictionary(
                f => int.Parse(f[1], CultureInfo.InvariantCulture),
                f => new Field(f[0], f[2].TrimEnd('*'), f[2].EndsWith('*'))),
            StringComparer.Ordinal);

    private static JsonObject Message(ReadOnlySpan<byte> bytes, string type)
    {
        FrozenDictionary<int, Field> fields = s_messages[type];
        var result = new JsonObject();
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            fields.TryGetValue((int)(tag >> 3), out Field? field);
            switch (tag & 7)
            {
                case 0:
                    long number = (long)Varint(ref bytes);
                    if (field is not null)
                    {
                        result[field.Name] = field.Type == "b" ? JsonValue.Create(number != 0) : JsonValue.Create(number);
                    }

                    break;
                case 1:
                    Take(ref bytes, 8);
                    break;
                case 2:
                    ReadOnlySpan<byte> content = Take(ref bytes, checked((int)Varint(ref bytes)));
                    if (field is not null)
                    {
                        Add(result, field, content);
                    }

                    break;
                case 5:
                    Take(ref bytes, 4);
                    break;
                default:
                    throw new DocumentException("proto: illegal wireType");
            }
        }

        return result;
    }

    private static void Add(JsonObject result, Field field, ReadOnlySpan<byte> content)
    {
        if (field.Type is "m" or "n")
        {
            (string key, string value) = Entry(content, field.Type == "n");
            result.GetOrAdd(field.Name)[key] = value;
            return;
        }

        JsonNode value2 = field.Type switch
        {
            "s" => Encoding.UTF8.GetString(content),
            "y" => Convert.ToBase64String(content),
            _ => Message(content, field.Type),
        };
        if (field.IsRepeated)
        {
            if (result[field.Name] is not JsonArray list)
            {
                result[field.Name] = list = [];
            }

            list.Add(value2);
        }
        else if (field.Type != "s" || content.Length > 0)
        {
            // The binary form cannot tell an empty text from none; JSON leaves it out.
            result[field.Name] = value2;
        }
    }

    private static (string Key, string Value) Entry(ReadOnlySpan<byte> bytes, bool binary)
    {
        string key = string.Empty;
        string value = string.Empty;
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            ReadOnlySpan<byte> content = Take(ref bytes, checked((int)Varint(ref bytes)));
            if (tag >> 3 == 1)
            {
                key = Encoding.UTF8.GetString(content);
            }
            else
            {
                value = binary ? Convert.ToBase64String(content) : Encoding.UTF8.GetString(content);
            }
        }

        return (key, value);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new DocumentException("proto: integer overflow");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length)
        {
            throw new DocumentException("proto: unexpected end of input");
        }

        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private sealed record Field(string Name, string Type, bool IsRepeated);
}
