using System.Net;

namespace LustreOperator.Agent;

/// <summary>An address of a network interface.</summary>
internal sealed record InterfaceAddress(string Interface, IPAddress Address, int PrefixLength)
{
    public override string ToString() => $"{Address}/{PrefixLength}";
}
