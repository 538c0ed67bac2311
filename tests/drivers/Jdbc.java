// pgjdbc: the protocol in Java; batches, fetch sizes, CopyManager, large objects (by FunctionCall), query timeouts.
// README.md has the format.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

public final class Jdbc {
  interface Verb {
    String run(List<String> arguments) throws Exception;
  }
  interface Work {
    String run() throws Exception;
  }

  private static final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
  private static Connection link;

  private static List<String> readRequest() throws Exception {
    String line = in.readLine();
    if (line == null) return null;
    List<String> request = new ArrayList<>();
    for (String part : line.split("\t", -1)) request.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
    return request;
  }

  private static String cells(ResultSet rows) throws SQLException {
    List<String> cells = new ArrayList<>();
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); ++i) {
      Object cell = rows.getObject(i);
      cells.add(cell == null ? "\\N" : cell instanceof byte[] ? Arrays.toString((byte[]) cell) : cell.toString());
    }
    return String.join("|", cells);
  }

  private static String rowsText(ResultSet rows) throws SQLException {
    List<String> lines = new ArrayList<>();
    while (rows.next()) lines.add(cells(rows));
    return String.join("\n", lines);
  }

  // All results of a statement that was executed.
  private static String told(Statement statement, boolean hasRows) throws SQLException {
    List<String> answers = new ArrayList<>();
    boolean rows = hasRows;
    for (;;) {
      if (rows) {
        answers.add(rowsText(statement.getResultSet()));
      } else if (statement.getUpdateCount() >= 0) {
        answers.add(statement.getUpdateCount() + " rows");
      } else {
        return String.join("\n", answers);
      }
      rows = statement.getMoreResults();
    }
  }

  private static void fill(PreparedStatement statement, List<String> values) throws SQLException {
    for (int i = 0; i < values.size(); ++i) {
      String value = values.get(i);
      if (value.matches("-?[0-9]{1,9}")) {
        statement.setInt(i + 1, Integer.parseInt(value));
      } else {
        statement.setString(i + 1, value);
      }
    }
  }

  private static String ask(String sql, List<String> values, int threshold, int times) throws SQLException {
    try (PreparedStatement statement = link.prepareStatement(sql)) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(threshold);
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < times; ++i) {
        fill(statement, values);
        answers.add(told(statement, statement.execute()));
      }
      return String.join("\n", answers);
    }
  }

  private static String query(String sql, int timeoutSeconds) throws SQLException {
    try (Statement statement = link.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      return told(statement, statement.execute(sql));
    }
  }

  private static String inTransaction(Work what) throws Exception {
    link.setAutoCommit(false);
    try {
      String answer = what.run();
      link.commit();
      return answer;
    } catch (Exception problem) {
      link.rollback();
      throw problem;
    } finally {
      link.setAutoCommit(true);
    }
  }

  private static String cursor(String sql, int size) throws Exception {
    return inTransaction(() -> {
      try (Statement statement = link.createStatement()) {
        statement.setFetchSize(size);
        ResultSet rows = statement.executeQuery(sql);
        int count = 0;
        String last = "";
        while (rows.next()) {
          ++count;
          last = rows.getString(1);
        }
        return count + ":" + last;
      }
    });
  }

  private static String batch(String sql, List<String> values) throws SQLException {
    try (PreparedStatement statement = link.prepareStatement(sql)) {
      for (String value : values) {
        fill(statement, List.of(value));
        statement.addBatch();
      }
      return Arrays.toString(statement.executeBatch());
    } catch (BatchUpdateException problem) {
      throw new SQLException(Arrays.toString(problem.getUpdateCounts()) + " " + problem.getMessage(), problem.getSQLState());
    }
  }

  private static String lob(String data) throws Exception {
    return inTransaction(() -> {
      LargeObjectManager manager = link.unwrap(PGConnection.class).getLargeObjectAPI();
      long oid = manager.createLO();
      try (LargeObject large = manager.open(oid)) {
        large.write(data.getBytes(StandardCharsets.UTF_8));
      }
      String read;
      long size;
      try (LargeObject large = manager.open(oid)) {
        large.seek(10);
        read = new String(large.read(20), StandardCharsets.UTF_8);
        size = large.size64();
      }
      manager.delete(oid);
      return size + " " + read;
    });
  }

  private static String metadata() throws SQLException {
    ResultSet tables = link.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"});
    List<String> lines = new ArrayList<>();
    while (tables.next()) lines.add(tables.getString("TABLE_NAME"));
    ResultSet columns = link.getMetaData().getColumns(null, "public", "items", "%");
    while (columns.next()) lines.add(columns.getString("COLUMN_NAME") + "|" + columns.getString("TYPE_NAME"));
    ResultSet keys = link.getMetaData().getPrimaryKeys(null, "public", "items");
    while (keys.next()) lines.add("key " + keys.getString("COLUMN_NAME"));
    return String.join("\n", lines);
  }

  private static String cancel(String sql) throws Exception {
    try (Statement statement = link.createStatement()) {
      FutureTask<String> running = new FutureTask<>(() -> told(statement, statement.execute(sql)));
      new Thread(running).start();
      if (!readRequest().equals(List.of("now"))) throw new IllegalStateException("not now");
      statement.cancel();
      return running.get();
    } catch (ExecutionException problem) {
      throw problem.getCause() instanceof SQLException ? (SQLException) problem.getCause() : problem;
    }
  }

  private static Map<String, Verb> verbs() {
    Map<String, Verb> all = new TreeMap<>();
    all.put("query", a -> query(a.get(0), 0));
    all.put("params", a -> ask(a.get(0), a.subList(1, a.size()), 0, 1));
    all.put("named", a -> ask(a.get(0), a.subList(1, a.size()), 1, 2));
    all.put("binary", a -> ask(a.get(0), a.subList(1, a.size()), -1, 1));
    all.put("cursor", a -> cursor(a.get(0), Integer.parseInt(a.get(1))));
    all.put("copy_in", a -> link.unwrap(PGConnection.class).getCopyAPI().copyIn(a.get(0), new StringReader(a.get(1))) + " rows");
    all.put("copy_out", a -> {
      StringWriter out = new StringWriter();
      link.unwrap(PGConnection.class).getCopyAPI().copyOut(a.get(0), out);
      return out.toString();
    });
    all.put("batch", a -> batch(a.get(0), a.subList(1, a.size())));
    all.put("lob", a -> lob(a.get(0)));
    all.put("timeout", a -> query(a.get(0), 1));
    all.put("metadata", a -> metadata());
    all.put("cancel", a -> cancel(a.get(0)));
    return all;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    Properties how = new Properties();
    how.setProperty("user", System.getenv("PGUSER"));
    how.setProperty("password", System.getenv("PGPASSWORD"));
    how.setProperty("sslmode", "require");
    link = DriverManager.getConnection(
        "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE"), how);
    Map<String, Verb> verbs = verbs();
    out.println("can\t" + String.join("\t", verbs.keySet()));
    for (List<String> request; (request = readRequest()) != null;) {
      try {
        out.println("ok\t" + encoded(verbs.get(request.get(0)).run(request.subList(1, request.size()))));
      } catch (SQLException problem) {
        out.println("error\t" + problem.getSQLState() + "\t" + encoded(problem.getMessage().strip()));
      }
    }
    link.close();
  }
}
