namespace LustreOperator.Placement;

/// <summary>
/// All ways to serve the requests of a machine that differ for the machines after it: functions of one class stand for each other,
/// and so do requests with the same selector. Each function looked at is a step.
/// </summary>
internal static class DeviceChoices
{
    /// <summary>The choices; ends early when the budget is spent.</summary>
    public static IEnumerable<int[]> All(
        HostState state, Demand demand, OwnParts own, SearchBudget budget, Func<int, bool> admits)
    {
        IReadOnlyList<DeviceRequest> requests = demand.Devices;
        int[] free = [.. state.FreeDevices.Where(admits)];
        return Extend([], 0);

        IEnumerable<int[]> Extend(int[] chosen, int from)
        {
            if (chosen.Length == requests.Count)
            {
                yield return chosen;
                yield break;
            }

            DeviceRequest request = requests[chosen.Length];
            bool more = chosen.Length + 1 < requests.Count && requests[chosen.Length + 1].Selector == request.Selector;
            var tried = new HashSet<(string Class, PciAddress? Named, bool Own)>();
            for (int i = from; i < free.Length && budget.Spend(); i++)
            {
                int device = free[i];
                DeviceModel model = state.Host.Devices[device];
                if (!chosen.Contains(device) && model.Matches(request.Selector, state.Host.NodeIds)
                    && tried.Add((model.Class, demand.Named.Contains(model.Address) ? model.Address : null, own.NetworkOf.ContainsKey(device))))
                {
                    // Requests with the same selector take devices in ascending order: the other orders are the same choice.
                    foreach (int[] choice in Extend([.. chosen, device], more ? i + 1 : 0))
                    {
                        yield return choice;
                    }
                }
            }
        }
    }
}
