using LustreOperator.Cli.CommandLine;

return await LustreCommand.RunAsync(args, Shell.OfProcess());
