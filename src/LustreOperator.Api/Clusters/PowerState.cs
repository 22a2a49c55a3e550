namespace LustreOperator.Api;

public enum PowerState
{
    Running,
    Off,
}
