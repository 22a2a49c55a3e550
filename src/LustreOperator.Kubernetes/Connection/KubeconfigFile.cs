using k8s;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LustreOperator.Kubernetes;

/// <summary>One kubeconfig file: as the client library models it, and the fields that kubectl knows and it does not.</summary>
internal sealed class KubeconfigFile
{
    // The library takes its values for text where they are lists, and would refuse the whole file.
    private const string Misread = "as-user-extra";

    private readonly YamlMappingNode _root;

    private KubeconfigFile(string path, YamlMappingNode root, K8SConfiguration model)
    {
        Path = path;
        _root = root;
        Model = model;
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    public K8SConfiguration Model { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="KubernetesConfigurationException">It cannot be read, or is none.</exception>
    public static KubeconfigFile Load(string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            YamlStream stream = new();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            {
                throw new KubernetesConfigurationException(path, "", "holds no YAML mapping; it must be a kubeconfig (kind: Config)");
            }

            using MemoryStream model = new(System.Text.Encoding.UTF8.GetBytes(WithoutMisread(stream, root, text)));
            return new KubeconfigFile(path, root, KubernetesClientConfiguration.LoadKubeConfig(model));
        }
        catch (YamlException fault)
        {
            throw new KubernetesConfigurationException(
                path, $"line {fault.Start.Line}", $"is no YAML of a kubeconfig: {(fault.InnerException ?? fault).Message}", fault);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The parser's own way to refuse some texts.
            throw new KubernetesConfigurationException(path, "", $"is no YAML of a kubeconfig: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException(path, "", $"cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>A field of a named entry that the model has not; null when it is not there.</summary>
    public YamlNode? Extra(string list, string name, params ReadOnlySpan<string> fields)
    {
        YamlNode? node = Child(_root, list) is YamlSequenceNode entries
            ? entries.Children.FirstOrDefault(entry => Child(entry, "name") is YamlScalarNode { Value: { } value } && value == name)
            : null;
        foreach (string field in fields)
        {
            node = Child(node, field);
        }

        return node;
    }

    /// <summary>The text of such a field; null when it is missing or empty.</summary>
    public string? ExtraText(string list, string name, params ReadOnlySpan<string> fields) =>
        Extra(list, name, fields) is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;

    /// <summary>Paths in a kubeconfig are relative to it.</summary>
    public string Resolve(string path) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? "", path);

    public KubernetesConfigurationException Fault(string field, string problem, Exception? inner = null) => new(Path, field, problem, inner);

    private static string WithoutMisread(YamlStream stream, YamlMappingNode root, string text)
    {
        if (!text.Contains(Misread, StringComparison.Ordinal) || Child(root, "users") is not YamlSequenceNode users)
        {
            return text;
        }

        List<(YamlMappingNode User, YamlNode Value)> removed = [];
        foreach (YamlMappingNode user in users.Children.Select(user => Child(user, "user")).OfType<YamlMappingNode>())
        {
            if (user.Children.Remove(new YamlScalarNode(Misread), out YamlNode? value))
            {
                removed.Add((user, value));
            }
        }

        using StringWriter writer = new();
        stream.Save(writer, assignAnchors: false);
        removed.ForEach(entry => entry.User.Add(Misread, entry.Value));
        return writer.ToString();
    }

    private static YamlNode? Child(YamlNode? node, string field) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(field), out YamlNode? child) ? child : null;
}
