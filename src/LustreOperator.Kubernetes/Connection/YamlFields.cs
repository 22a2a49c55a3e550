using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LustreOperator.Kubernetes;

/// <summary>A YAML mapping read field by field, where every fault names the file and the field.</summary>
internal sealed class YamlFields(string file, string path, YamlMappingNode node)
{
    public string File => file;

    public static YamlFields Load(string file)
    {
        try
        {
            using StreamReader text = System.IO.File.OpenText(file);
            YamlStream stream = new();
            stream.Load(text);
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? new YamlFields(file, "", root)
                : throw new KubernetesConfigurationException(file, "", "holds no YAML mapping; it must be a kubeconfig (kind: Config)");
        }
        catch (YamlException fault)
        {
            throw new KubernetesConfigurationException(
                file, $"line {fault.Start.Line}", $"is no YAML: {(fault.InnerException ?? fault).Message}", fault);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The parser's own way to refuse some texts.
            throw new KubernetesConfigurationException(file, "", $"is no YAML: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException(file, "", $"cannot be read: {fault.Message}", fault);
        }
    }

    public string PathOf(string field) => path.Length == 0 ? field : $"{path}.{field}";

    /// <summary>The text of a field; null when it is missing or empty.</summary>
    public string? Text(string field) => Find(field) switch
    {
        null => null,
        YamlScalarNode scalar => string.IsNullOrEmpty(scalar.Value) || (scalar.Value is "null" or "~" && scalar.Style == ScalarStyle.Plain)
            ? null
            : scalar.Value,
        _ => throw Fault(field, "must be text"),
    };

    public bool Flag(string field) => Text(field) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Fault(field, "must be true or false"),
    };

    public YamlFields? Mapping(string field) => Find(field) switch
    {
        null => null,
        YamlMappingNode mapping => new YamlFields(file, PathOf(field), mapping),
        YamlScalarNode { Value: null or "" or "null" } => null,
        _ => throw Fault(field, "must be a mapping"),
    };

    /// <summary>The entries of a list of <c>{name, ...}</c>.</summary>
    public IEnumerable<(string Name, YamlFields Fields)> Named(string field)
    {
        if (Find(field) is not YamlSequenceNode list)
        {
            return Find(field) is null or YamlScalarNode { Value: null or "" or "null" } ? [] : throw Fault(field, "must be a list");
        }

        return list.Select((item, index) =>
        {
            string place = $"{PathOf(field)}[{index}]";
            YamlFields fields = item is YamlMappingNode mapping
                ? new YamlFields(file, place, mapping)
                : throw new KubernetesConfigurationException(file, place, "must be a mapping");
            string name = fields.Text("name") ?? throw fields.Fault("name", "is missing");
            return (name, new YamlFields(file, $"{PathOf(field)}[{name}]", mapping));
        });
    }

    public KubernetesConfigurationException Fault(string field, string problem, Exception? inner = null) =>
        new(file, PathOf(field), problem, inner);

    private YamlNode? Find(string field) => node.Children.TryGetValue(new YamlScalarNode(field), out YamlNode? value) ? value : null;
}
