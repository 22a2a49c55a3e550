using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>Controllers act on what they last saw; that it is gone or changed meanwhile is no fault.</summary>
internal static class Attempt
{
    public static void Unless404(Action action)
    {
        try
        {
            action();
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // A later event tells what became of it.
        }
    }
}
