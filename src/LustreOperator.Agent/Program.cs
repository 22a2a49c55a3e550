using LustreOperator.Agent;
using LustreOperator.Kubernetes;

return await AgentCommand.Create(
    (options, format, level, cancel) => HostProcess.RunAsync(
        () => AgentHost.Build(options, logging => logging.AddProcessLogging(format, level)).WithoutSystemAuthorities(), Console.Error, cancel),
    Environment.GetEnvironmentVariable).Parse(args).InvokeAsync();
