using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LustreOperator.Api;

/// <summary>Names and addresses that follow from other names: the same input gives the same output, in every process.</summary>
public static class MachineNames
{
    private const int HashLength = 8;

    /// <summary><c>cluster-group-index</c>; one that is too long for a label ends in a hash of the whole instead.</summary>
    public static string Of(string cluster, string group, int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{cluster}-{group}-{index}");
        return name.Length <= ApiNames.LabelMaxLength
            ? name
            : $"{name[..(ApiNames.LabelMaxLength - HashLength - 1)].TrimEnd('-', '.')}-{Hash(name)[..HashLength]}";
    }

    /// <summary>
    /// MAC address of a virtio NIC: locally administered unicast (IEEE 802, second bit of the first octet), then 40 bits of a hash, so
    /// that the machine keeps it when it is made anew.
    /// </summary>
    public static string Mac(string ns, string machine, string network)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{ns}/{machine}/{network}"));
        return string.Create(CultureInfo.InvariantCulture, $"02:{hash[0]:x2}:{hash[1]:x2}:{hash[2]:x2}:{hash[3]:x2}:{hash[4]:x2}");
    }

    /// <summary>A short hash of any text, in lower case hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
