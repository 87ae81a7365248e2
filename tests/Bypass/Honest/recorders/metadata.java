// What pgJDBC asks of the catalogue for tools like DBeaver, DataGrip or Liquibase.
import java.sql.*;

final class Metadata {
    public static void main(String[] arguments) throws SQLException {
        String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE") + "?ApplicationName=" + System.getenv("PGAPPNAME");
        try (Connection connection = DriverManager.getConnection(url, System.getenv("PGUSER"), "")) {
            DatabaseMetaData data = connection.getMetaData();
            ResultSet[] answers = {
                data.getSchemas(), data.getCatalogs(), data.getTableTypes(), data.getTypeInfo(), data.getTables(null, "public", "%", new String[] {"TABLE", "VIEW", "MATERIALIZED VIEW", "PARTITIONED TABLE"}),
                data.getColumns(null, "public", "orders", "%"), data.getPrimaryKeys(null, "public", "people"), data.getIndexInfo(null, "public", "accounts", false, true),
                data.getImportedKeys(null, "public", "orders"), data.getExportedKeys(null, "public", "people"), data.getProcedures(null, "public", "%"), data.getFunctions(null, "public", "%"),
                data.getTablePrivileges(null, "public", "people"), data.getColumnPrivileges(null, "public", "people", "%"), data.getBestRowIdentifier(null, "public", "people", 0, false), data.getUDTs(null, "public", "%", null),
            };
            for (ResultSet answer : answers) while (answer.next()) answer.getString(1);
            try (PreparedStatement ask = connection.prepareStatement("select id, name, ssn, pin, salary from people where id = ? order by id")) {
                ask.setInt(1, 2);
                try (ResultSet answer = ask.executeQuery()) { answer.next(); }
            }
        }
    }
}
