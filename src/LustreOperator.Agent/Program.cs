using LustreOperator.Agent;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;

return await AgentCommand.Create(
    (options, format, level, cancel) => HostProcess.RunAsync(() => AgentHost.Build(options, logging => logging.AddProcessLogging(format, level)), Console.Error, cancel),
    Environment.GetEnvironmentVariable).Parse(args).InvokeAsync();
