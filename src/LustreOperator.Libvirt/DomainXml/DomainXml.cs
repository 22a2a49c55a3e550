namespace LustreOperator.Libvirt;

/// <summary>The domain template of this product: what it writes besides the definition's own values is <see cref="TemplateVersion"/>.</summary>
public static class DomainXml
{
    /// <summary>Which generation of the template this is; a domain of an older one is not drift.</summary>
    public const int TemplateVersion = 1;
}
