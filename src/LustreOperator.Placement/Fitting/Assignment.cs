namespace LustreOperator.Placement;

/// <summary>The assignment problem, by the Hungarian method with potentials: O(rows² · columns).</summary>
internal static class Assignment
{
    /// <summary>A column of its own for each row, of the least total cost. There must be at least as many columns as rows.</summary>
    public static int[] Cheapest(Int128[,] costs)
    {
        int rows = costs.GetLength(0);
        int columns = costs.GetLength(1);

        // Rows and columns count from 1; column 0 stands for the row being added.
        Int128[] rowPotential = new Int128[rows + 1];
        Int128[] columnPotential = new Int128[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] before = new int[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            int column = 0;
            Int128[] slack = new Int128[columns + 1];
            Array.Fill(slack, Int128.MaxValue);
            bool[] seen = new bool[columns + 1];
            do
            {
                seen[column] = true;
                Int128 delta = Int128.MaxValue;
                int next = 0;
                for (int j = 1; j <= columns; j++)
                {
                    if (seen[j])
                    {
                        continue;
                    }

                    Int128 reduced = costs[rowOf[column] - 1, j - 1] - rowPotential[rowOf[column]] - columnPotential[j];
                    if (reduced < slack[j])
                    {
                        (slack[j], before[j]) = (reduced, column);
                    }

                    if (slack[j] < delta)
                    {
                        (delta, next) = (slack[j], j);
                    }
                }

                for (int j = 0; j <= columns; j++)
                {
                    if (seen[j])
                    {
                        rowPotential[rowOf[j]] += delta;
                        columnPotential[j] -= delta;
                    }
                    else
                    {
                        slack[j] -= delta;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = before[column])
            {
                rowOf[column] = rowOf[before[column]];
            }
        }

        int[] result = new int[rows];
        for (int j = 1; j <= columns; j++)
        {
            if (rowOf[j] > 0)
            {
                result[rowOf[j] - 1] = j - 1;
            }
        }

        return result;
    }
}
