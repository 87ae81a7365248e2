import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** JDBC as an application uses it; after five executions the driver prepares on the server and asks for binary. Arguments: work, masked, or held with a word and an id. */
public class JdbcClient {
  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("user", System.getenv("PGUSER"));
    settings.setProperty("password", System.getenv("PGPASSWORD"));
    settings.setProperty("sslmode", "require");
    settings.setProperty("prepareThreshold", "3");
    String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
    try (Connection connection = DriverManager.getConnection(url, settings)) {
      if (arguments[0].equals("work")) work(connection);
      else if (arguments[0].equals("held")) held(connection, arguments[1], Integer.parseInt(arguments[2]));
      else masked(connection);
    }
    System.out.println("done");
  }

  static void work(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists t_jdbc");
      statement.execute("create table t_jdbc (id int primary key, word text, amount numeric, at timestamptz)");
    }
    try (PreparedStatement insert = connection.prepareStatement("insert into t_jdbc values (?, ?, ?, now())")) {
      for (int n = 0; n < 500; n++) {
        insert.setInt(1, n);
        insert.setString(2, "word " + n);
        insert.setBigDecimal(3, java.math.BigDecimal.valueOf(n, 2));
        insert.addBatch();
      }
      expect(insert.executeBatch().length == 500, "batch");
    }
    try (PreparedStatement select = connection.prepareStatement("select id, word, amount, at from t_jdbc where id = ?")) {
      for (int n = 0; n < 20; n++) {
        select.setInt(1, n);
        try (ResultSet rows = select.executeQuery()) {
          expect(rows.next() && rows.getInt(1) == n && rows.getString(2).equals("word " + n) && rows.getTimestamp(4) != null, "prepared " + n);
        }
      }
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(33);
      int count = 0;
      try (ResultSet rows = statement.executeQuery("select * from t_jdbc")) {
        while (rows.next()) count++;
      }
      expect(count == 500, "portal in steps");
      try {
        statement.execute("insert into t_jdbc (id) values (1)");
        expect(false, "the duplicate went in");
      } catch (SQLException error) {
        expect(error.getSQLState().equals("23505"), error.getSQLState());
      }
      connection.rollback();
    }
    connection.setAutoCommit(true);
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    expect(copy.copyIn("copy t_jdbc (id, word) from stdin with (format csv)", new StringReader("1000,one\n1001,two\n")) == 2, "copy in");
    StringWriter out = new StringWriter();
    copy.copyOut("copy (select word from t_jdbc where id >= 1000 order by id) to stdout", out);
    expect(out.toString().equals("one\ntwo\n"), out.toString());
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      try {
        statement.execute("select pg_sleep(60)");
        expect(false, "nothing cancelled the sleep");
      } catch (SQLException error) {
        expect(error.getSQLState().equals("57014"), error.getSQLState());
      }
    }
    expect(connection.getMetaData().getTables(null, "public", "t_jdbc", null).next(), "metadata");
  }

  static void masked(Connection connection) throws Exception {
    try (PreparedStatement select = connection.prepareStatement("select id, name, email, ssn, phone, salary, born, card, note from customers where id <= ? order by id")) {
      for (int n = 0; n < 8; n++) {
        select.setInt(1, 2);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next())
            System.out.println(rows.getString(2) + "|" + rows.getString(3) + "|" + rows.getString(4) + "|" + rows.getString(5) + "|" + rows.getBigDecimal(6) + "|" + rows.getDate(7) + "|" + rows.getString(8) + "|" + rows.getString(9));
        }
      }
    }
    StringWriter out = new StringWriter();
    connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy customers to stdout", out);
    System.out.println(out);
  }

  /** One transaction that is approved at its COMMIT, one that is denied, and one statement in a transaction of its own. */
  static void held(Connection connection, String word, int id) throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement update = connection.prepareStatement("update ledger set word = ? where id = ?")) {
      update.setString(1, word + "-approved");
      update.setInt(2, id);
      expect(update.executeUpdate() == 1, "update");
    }
    connection.commit();
    try (PreparedStatement insert = connection.prepareStatement("insert into ledger values (?, ?)")) {
      for (int n = 0; n < 20; n++) {
        insert.setInt(1, 10000 + id * 100 + n);
        insert.setString(2, word + "-denied");
        insert.addBatch();
      }
      expect(insert.executeBatch().length == 20, "batch");
    }
    try {
      connection.commit();
      expect(false, "what was denied was committed");
    } catch (SQLException error) {
      expect(error.getSQLState().equals("57014"), error.getSQLState());
    }
    connection.rollback();
    connection.setAutoCommit(true);
    try (PreparedStatement update = connection.prepareStatement("update ledger set word = ? where id = ? returning word")) {
      update.setString(1, word + "-alone");
      update.setInt(2, id);
      try (ResultSet rows = update.executeQuery()) {
        expect(rows.next() && rows.getString(1).equals(word + "-alone"), "returning");
      }
    }
    try (Statement select = connection.createStatement(); ResultSet rows = select.executeQuery("select count(*) from ledger where word like '" + word + "%'")) {
      expect(rows.next() && rows.getInt(1) == 1, "only what was approved is there");
    }
  }

  static void expect(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }
}
