using LustreOperator.Benchmarks;
using LustreOperator.TestKit;

// However a benchmark is ended, its programs end with it, and so do its folders, which are all in this one.
string folder = Directory.CreateTempSubdirectory("lustre-benchmarks-").FullName;
Leftovers.OfThisProcess.Made(folder);
Environment.SetEnvironmentVariable("TMPDIR", folder);
return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
