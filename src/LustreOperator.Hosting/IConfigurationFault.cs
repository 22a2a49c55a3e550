namespace LustreOperator.Hosting;

/// <summary>An exception that says that a file or a setting cannot be used: starting the program again does not help.</summary>
public interface IConfigurationFault;
