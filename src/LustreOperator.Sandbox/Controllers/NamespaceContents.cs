using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>What every namespace holds: its default service account, and the certificate authority of the server.</summary>
internal sealed class NamespaceContents(ObjectRegistry registry)
{
    private const string Account = "default";
    private const string Authority = "kube-root-ca.crt";
    private const string Purpose =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP "
        + "or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";


    public void Handle(StoreEvent change, string authorityPem)
    {
        ObjectKey key = change.Key;
        bool isNew = key.Resource == BuiltInResources.Namespaces && change is { Previous: null, Current: not null };
        string ns = isNew ? key.Name : key.Namespace;
        bool accountGone = change.Current is null && key.Resource == BuiltInResources.ServiceAccounts && key.Name == Account;
        bool authorityGone = change.Current is null && key.Resource == BuiltInResources.ConfigMaps && key.Name == Authority;
        if (isNew || accountGone)
        {
            Create(BuiltInResources.ServiceAccounts, ns, new JsonObject { ["metadata"] = new JsonObject { ["name"] = Account } });
        }

        if (isNew || authorityGone)
        {
            Create(BuiltInResources.ConfigMaps, ns, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = Authority, ["annotations"] = new JsonObject { ["kubernetes.io/description"] = Purpose } },
                ["data"] = new JsonObject { ["ca.crt"] = authorityPem },
            });
        }
    }

    private void Create(GroupResource resource, string ns, JsonObject body)
    {
        if (registry.Store.Get(new ObjectKey(BuiltInResources.Namespaces, string.Empty, ns)) is not { Summary.IsDeleting: false })
        {
            return;
        }

        Attempt.Unless404(() => registry.Create(registry.Catalog.Find(resource)!, ns, body, new WriteOptions { Manager = "kube-controller-manager" }));
    }
}
