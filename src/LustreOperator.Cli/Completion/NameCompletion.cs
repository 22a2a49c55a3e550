using System.CommandLine;
using System.CommandLine.Completions;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Completion;

/// <summary>Completes names from what the API server has. It has a second; whatever goes wrong, nothing is suggested and nothing is said.</summary>
internal sealed class NameCompletion(ClusterConnector connector)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    public void Hosts<T>(Argument<T> argument) => argument.CompletionSources.Add(context => Names(ApiResources.Hosts, null, context));

    public void Namespaces(Option<string?> option) => option.CompletionSources.Add(context => Names(Kinds.Namespaces, null, context));

    /// <summary>Clusters, as bare names or after a prefix such as <c>lc/</c>.</summary>
    public void Clusters<T>(Argument<T> argument, Option<string?> inNamespace, string prefix = "") =>
        argument.CompletionSources.Add(context => Names(ApiResources.Clusters, inNamespace, context, prefix));

    public void Machines<T>(Argument<T> argument, Option<string?> inNamespace) =>
        argument.CompletionSources.Add(context => Names(ApiResources.Machines, inNamespace, context));

    private IEnumerable<CompletionItem> Names<T>(ResourceKind<T> kind, Option<string?>? inNamespace, CompletionContext context, string prefix = "")
        where T : class
    {
        try
        {
            // Shells wait, and this interface knows no tasks.
            return Task.Run(() => NamesAsync(kind, inNamespace, context, prefix)).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            return [];
        }
    }

    private async Task<IEnumerable<CompletionItem>> NamesAsync<T>(ResourceKind<T> kind, Option<string?>? inNamespace, CompletionContext context, string prefix)
        where T : class
    {
        using ClusterAccess access = connector.Connect(context.ParseResult, s_limit);
        using CancellationTokenSource limit = new(s_limit, connector.Time);
        ListOptions options = new() { Namespace = inNamespace is null ? null : NamespaceOption.Choose(context.ParseResult, inNamespace, access) };
        ResourceList<T> list = await access.Client.ListAsync(kind, options, limit.Token);
        return
        [
            .. list.Items.Select(item => prefix + kind.KeyOf(item).Name).Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(name => new CompletionItem(name)),
        ];
    }
}
