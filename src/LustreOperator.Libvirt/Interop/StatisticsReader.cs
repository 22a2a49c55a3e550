namespace LustreOperator.Libvirt.Interop;

/// <summary>Reads the records of virConnectGetAllDomainStats.</summary>
internal static unsafe class StatisticsReader
{
    /// <summary>The domain of a record.</summary>
    public static DomainIdentity Identity(nint record) => DomainReader.Identity(((VirDomainStatsRecord*)record)->Domain);

    public static DomainStatistics Read(nint record)
    {
        VirDomainStatsRecord* found = (VirDomainStatsRecord*)record;
        StatisticFields fields = new();
        for (int i = 0; i < found->Count; i++)
        {
            VirTypedParameter parameter = found->Parameters[i];
            if (parameter.Number is { } number)
            {
                fields.Add(parameter.Name, number);
            }
            else
            {
                fields.Add(parameter.Name, parameter.Text);
            }
        }

        return fields.ToStatistics(Identity(record));
    }
}
