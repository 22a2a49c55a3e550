namespace LustreOperator.Api;

public enum ReclaimPolicy
{
    Retain,
    Delete,
}
