using System.Data;
using System.Data.Common;

namespace Certrot.Server.History;

/// <summary>Commands with typed parameters, the same for each database.</summary>
internal static class DbCommands
{
    /// <summary>A command.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">Its text: constant but for the names of types, never made of data.</param>
    public static DbCommand Command(this DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // All callers give constants; data goes into parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Gives it a text.</summary>
    public static DbCommand With(this DbCommand command, string name, string? value) => Add(command, name, DbType.String, value);

    /// <summary>Gives it a number.</summary>
    public static DbCommand With(this DbCommand command, string name, long? value) => Add(command, name, DbType.Int64, value);

    /// <summary>Gives it a time.</summary>
    public static DbCommand With(this DbCommand command, string name, DateTimeOffset? value) => Add(command, name, DbType.Int64, value?.ToUnixTimeMilliseconds());

    /// <summary>A text of a row, or null.</summary>
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A time of a row.</summary>
    public static DateTimeOffset Time(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    /// <summary>A time of a row, or null.</summary>
    public static DateTimeOffset? MaybeTime(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    private static DbCommand Add(DbCommand command, string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value ?? DBNull.Value);
        command.Parameters.Add(parameter);
        return command;
    }
}
