using LustreOperator.Agent;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;

// What this program opens: libvirt, and simulated hosts for trials. Nothing else of it knows them.
HypervisorFactory hypervisors = new((SimulatedHypervisor.Scheme, options => new SimulatedHypervisor(options)));

return await AgentCommand.Create(
    (options, format, level, cancel) => HostProcess.RunAsync(
        () => AgentHost.Build(options, logging => logging.AddProcessLogging(format, level), hypervisors).WithoutSystemAuthorities(), Console.Error, cancel),
    Environment.GetEnvironmentVariable).Parse(args).InvokeAsync();
