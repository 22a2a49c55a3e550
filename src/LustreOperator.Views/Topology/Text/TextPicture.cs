using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>A topology in box drawing characters.</summary>
public static class TextPicture
{
    public static IReadOnlyList<TextLine> Draw(TopologyModel model, int width)
    {
        TextHosts<TopologyDevice> hosts = new(model.Lab, devices => Devices(model, devices), width);
        return
        [
            .. Head(model, width),
            .. model.Hosts.SelectMany(hosts.Draw),
            .. TextLegend.Draw(model.Lab, model.Hosts.SelectMany(host => host.AllCpus)),
            .. TextBlock.Section("Machines", TextMachines.Draw(model.Lab, width)),
            .. TextBlock.Section("Networks", TextTables.Networks(model, width)),
            .. TextBlock.Section("LNet routes", TextTables.Routes(model, width)),
            .. TextBlock.Section("Failover partners", TextTables.Partners(model)),
        ];
    }

    private static IEnumerable<TextLine> Head(TopologyModel model, int width)
    {
        (string word, TextInk ink) = model.Ready switch
        {
            ConditionStatus.True => ("Ready", TextInk.Good),
            ConditionStatus.False => ($"not Ready ({model.Reason})", TextInk.Bad),
            _ => ($"unknown ({model.Reason})", TextInk.Bad),
        };
        yield return new TextLine($"{model.Namespace}/{model.Name}", TextInk.Bold).Add("  ").Add(word, ink);
        foreach (string text in TextLine.Wrap(model.Message, width))
        {
            yield return new TextLine(text);
        }

        yield return new TextLine(string.Join(" · ", (string[])
        [
            $"placed {model.Placed}", $"running {model.Running}", $"in sync {model.InSync}",
            Figures.Hosts(model.Hosts.Count), Figures.Devices(model.Hcas),
        ]));
        if (model.NotPlaced is { } why && why != model.Message)
        {
            foreach (string text in TextLine.Wrap($"Not placed: {why}", width))
            {
                yield return new TextLine(text, TextInk.Bad);
            }
        }

        if (model.FurtherHosts > 0)
        {
            yield return new TextLine(TopologyWords.Further(model.FurtherHosts), TextInk.Dim);
        }

        yield return new TextLine();
    }

    private static IEnumerable<TextDevice> Devices(TopologyModel model, IReadOnlyList<TopologyDevice> devices) =>
        from run in TopologyDevice.Runs(devices)
        let device = run.First
        let machine = model.Lab.Find(device.Machine)
        select new TextDevice(
            TextDevice.AddressOf(run, function => function.Address), device.Model ?? "gone", device.Fabric ?? "", Holder(device, machine),
            machine is null ? TextInk.Dim : TextInk.Of(machine));

    private static string Holder(TopologyDevice device, LabMachine? machine) => device switch
    {
        { Holders.Count: > 1 } => $"! {string.Join(" and ", device.Holders)}",
        _ when machine is not null => $"{machine.Mark} {device.Network ?? "(to be given back)"}",
        { Free: true } => "free",
        { Holders: [var holder] } => $"× {holder}",
        _ => "IOMMU group held",
    };
}
