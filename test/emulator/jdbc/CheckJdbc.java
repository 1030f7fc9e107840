import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The official Databricks JDBC driver drives the emulator as a BI tool would, over Statement Execution. Prints a line a
 * check, and `N passed, N failed` at the end; the exit code is 0 when none failed.
 *
 * Reads from the environment: EMULATOR_HOST (`127.0.0.1:8181`), WAREHOUSE_ID, ADMIN_TOKEN (of somebody who may create
 * catalogs), PERSON_TOKEN and PERSON_NAME (of somebody else in the workspace of the warehouse).
 */
public final class CheckJdbc {
  private static final String CATALOG = "jdbc_catalog";
  private static final String SCHEMA = "jdbc_check";
  private static final int BIG_ROW_COUNT = 200_000;

  private static final String PLACE = CATALOG + "." + SCHEMA;
  private static int passedCount = 0;
  private static int failedCount = 0;

  private interface Check {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    try (Connection first = connect(setting("ADMIN_TOKEN"), Map.of("ConnCatalog", "system"))) {
      tearDown(first);
      execute(first, "CREATE CATALOG " + CATALOG);
    }
    try (Connection admin = connect(setting("ADMIN_TOKEN"), Map.of())) {
      setUp(admin);
      checkConnection(admin);
      checkMetadata(admin);
      checkTypes(admin);
      checkPreparedStatements(admin);
      checkLargeResults(admin);
      checkWrites(admin);
      checkRights(admin);
      checkErrors(admin);
      checkCancel(admin);
      checkSessions();
      tearDown(admin);
    }
    System.out.println(passedCount + " passed, " + failedCount + " failed");
    // The driver keeps threads of its own.
    System.exit(failedCount == 0 ? 0 : 1);
  }

  private static void setUp(Connection admin) throws SQLException {
    execute(admin, "CREATE SCHEMA " + PLACE + " COMMENT 'made by a test'");
    execute(
        admin,
        "CREATE TABLE " + PLACE + ".orders (id BIGINT NOT NULL COMMENT 'key', customer STRING, amount DECIMAL(10,2),"
            + " day DATE, at TIMESTAMP, tags ARRAY<STRING>) COMMENT 'orders of a test'");
    execute(
        admin,
        "INSERT INTO " + PLACE + ".orders VALUES"
            + " (1, 'Ana', 10.50, DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05', array('a', 'b')),"
            + " (2, 'Ben', 20.00, DATE '2026-01-03', NULL, array()),"
            + " (3, NULL, NULL, NULL, NULL, NULL)");
    execute(admin, "CREATE VIEW " + PLACE + ".large_orders AS SELECT id, amount FROM " + PLACE + ".orders WHERE amount > 15");
    execute(admin, "CREATE FUNCTION " + PLACE + ".twice(x INT) RETURNS INT RETURN x * 2");
  }

  private static void tearDown(Connection admin) throws SQLException {
    execute(admin, "DROP CATALOG IF EXISTS " + CATALOG + " CASCADE");
  }

  private static void checkConnection(Connection admin) {
    check("the connection is valid and tells product and catalog", () -> {
      same(true, admin.isValid(20));
      same(CATALOG, admin.getCatalog());
      if (admin.getMetaData().getDatabaseProductName().isEmpty()) throw new AssertionError("no product");
    });
    check("SELECT 1", () -> same(List.of(List.of(1)), rows(admin, "SELECT 1 AS one")));
    check("the session knows its user", () -> {
      String user = (String) rows(admin, "SELECT current_user()").get(0).get(0);
      if (!user.contains("@")) throw new AssertionError(user);
    });
  }

  private static void checkMetadata(Connection admin) throws SQLException {
    DatabaseMetaData metadata = admin.getMetaData();
    check("catalogs", () -> holds(column(metadata.getCatalogs(), "TABLE_CAT"), CATALOG));
    check("schemas of a catalog", () -> {
      List<String> found = column(metadata.getSchemas(CATALOG, "jdbc%"), "TABLE_SCHEM");
      same(List.of(SCHEMA), found);
    });
    check("all schemas", () -> holds(column(metadata.getSchemas(), "TABLE_SCHEM"), SCHEMA));
    check("tables and views with kind and comment", () -> {
      Map<String, String> kinds = new TreeMap<>();
      try (ResultSet tables = metadata.getTables(CATALOG, SCHEMA, "%", null)) {
        while (tables.next()) {
          kinds.put(tables.getString("TABLE_NAME"), tables.getString("TABLE_TYPE"));
          same(CATALOG, tables.getString("TABLE_CAT"));
          same(SCHEMA, tables.getString("TABLE_SCHEM"));
          if (tables.getString("TABLE_NAME").equals("orders")) same("orders of a test", tables.getString("REMARKS"));
        }
      }
      same(Map.of("orders", "TABLE", "large_orders", "VIEW"), kinds);
    });
    check("tables by kind and pattern", () -> {
      same(List.of("large_orders"), column(metadata.getTables(CATALOG, SCHEMA, null, new String[] {"VIEW"}), "TABLE_NAME"));
      same(List.of("orders"), column(metadata.getTables(CATALOG, SCHEMA, "order_", new String[] {"TABLE"}), "TABLE_NAME"));
      same(List.of(), column(metadata.getTables(CATALOG, SCHEMA, "nothing%", null), "TABLE_NAME"));
    });
    check("table types", () -> holds(column(metadata.getTableTypes(), "TABLE_TYPE"), "TABLE"));
    check("columns with types, sizes and comments", () -> checkColumns(metadata));
    check("columns of a view", () -> {
      same(List.of("id", "amount"), column(metadata.getColumns(CATALOG, SCHEMA, "large_orders", "%"), "COLUMN_NAME"));
    });
    check("columns by pattern", () -> {
      same(List.of("amount"), column(metadata.getColumns(CATALOG, SCHEMA, "orders", "am%"), "COLUMN_NAME"));
    });
    check("functions", () -> holds(column(metadata.getFunctions(CATALOG, SCHEMA, "%"), "FUNCTION_NAME"), "twice"));
    check("primary keys", () -> same(List.of(), column(metadata.getPrimaryKeys(CATALOG, SCHEMA, "orders"), "COLUMN_NAME")));
    check("imported keys", () -> same(List.of(), column(metadata.getImportedKeys(CATALOG, SCHEMA, "orders"), "FKCOLUMN_NAME")));
    check("exported keys", () -> same(List.of(), column(metadata.getExportedKeys(CATALOG, SCHEMA, "orders"), "FKCOLUMN_NAME")));
    check("cross reference", () ->
        same(List.of(), column(metadata.getCrossReference(CATALOG, SCHEMA, "orders", CATALOG, SCHEMA, "orders"), "FKCOLUMN_NAME")));
    check("type info", () -> {
      if (column(metadata.getTypeInfo(), "TYPE_NAME").isEmpty()) throw new AssertionError("no types");
    });
    check("indexes", () -> same(List.of(), column(metadata.getIndexInfo(CATALOG, SCHEMA, "orders", false, true), "INDEX_NAME")));
    check("metadata of a catalog that is not there is empty", () -> {
      same(List.of(), column(metadata.getSchemas("no_such_catalog", "%"), "TABLE_SCHEM"));
      same(List.of(), column(metadata.getTables("no_such_catalog", "%", "%", null), "TABLE_NAME"));
    });
  }

  private static void checkColumns(DatabaseMetaData metadata) throws SQLException {
    List<List<Object>> found = new ArrayList<>();
    try (ResultSet columns = metadata.getColumns(CATALOG, SCHEMA, "orders", "%")) {
      while (columns.next())
        found.add(Arrays.asList(
            columns.getString("COLUMN_NAME"),
            columns.getInt("DATA_TYPE"),
            columns.getString("TYPE_NAME"),
            columns.getInt("ORDINAL_POSITION"),
            columns.getString("IS_NULLABLE"),
            Objects.requireNonNullElse(columns.getString("REMARKS"), "")));
    }
    same(
        List.of(
            Arrays.asList("id", Types.BIGINT, "BIGINT", 1, "NO", "key"),
            Arrays.asList("customer", Types.VARCHAR, "STRING", 2, "YES", ""),
            Arrays.asList("amount", Types.DECIMAL, "DECIMAL", 3, "YES", ""),
            Arrays.asList("day", Types.DATE, "DATE", 4, "YES", ""),
            Arrays.asList("at", Types.TIMESTAMP, "TIMESTAMP", 5, "YES", ""),
            Arrays.asList("tags", Types.VARCHAR, "ARRAY<STRING>", 6, "YES", "")),
        found);
    try (ResultSet columns = metadata.getColumns(CATALOG, SCHEMA, "orders", "amount")) {
      columns.next();
      same(10, columns.getInt("COLUMN_SIZE"));
      same(2, columns.getInt("DECIMAL_DIGITS"));
    }
  }

  private static final String EVERY_TYPE =
      "SELECT CAST(true AS BOOLEAN) AS t_boolean, CAST(-5 AS TINYINT) AS t_tinyint, CAST(-300 AS SMALLINT) AS t_smallint,"
          + " CAST(70000 AS INT) AS t_int, CAST(9007199254740993 AS BIGINT) AS t_bigint, CAST(1.5 AS FLOAT) AS t_float,"
          + " CAST(0.1 AS DOUBLE) AS t_double, CAST('-12345678.91' AS DECIMAL(20,2)) AS t_decimal,"
          + " CAST('grüße' AS STRING) AS t_string, CAST('ab' AS BINARY) AS t_binary, DATE '2026-02-28' AS t_date,"
          + " TIMESTAMP '2026-02-28 12:34:56.789012' AS t_timestamp,"
          + " CAST('2026-02-28 12:34:56.789012' AS TIMESTAMP_NTZ) AS t_timestamp_ntz, array(1, 2, NULL) AS t_array,"
          + " map('a', 1, 'b', 2) AS t_map, named_struct('x', 1, 'y', 'z') AS t_struct,"
          + " CAST(NULL AS INT) AS t_null";

  private static void checkTypes(Connection admin) {
    // The driver calls both kinds of timestamps the same, and keeps nested values as texts unless it is told otherwise.
    check("every type: names of types", () -> {
      try (Statement statement = admin.createStatement(); ResultSet result = statement.executeQuery(EVERY_TYPE)) {
        ResultSetMetaData metadata = result.getMetaData();
        List<String> names = new ArrayList<>();
        for (int at = 1; at <= metadata.getColumnCount(); at++) names.add(metadata.getColumnTypeName(at));
        same(
            List.of("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL", "STRING", "BINARY",
                "DATE", "TIMESTAMP", "TIMESTAMP", "ARRAY<INT>", "MAP<STRING,INT>", "STRUCT<x:INT,y:STRING>", "INT"),
            names.stream().map(name -> name.replace(" ", "")).toList());
        same(20, metadata.getPrecision(8));
        same(2, metadata.getScale(8));
        same("t_boolean", metadata.getColumnLabel(1));
        same(Types.BOOLEAN, metadata.getColumnType(1));
        same(Types.DECIMAL, metadata.getColumnType(8));
        same(Types.TIMESTAMP, metadata.getColumnType(12));
      }
    });
    check("every type: values", () -> {
      try (Statement statement = admin.createStatement(); ResultSet result = statement.executeQuery(EVERY_TYPE)) {
        same(true, result.next());
        same(true, result.getBoolean("t_boolean"));
        same((byte) -5, result.getByte("t_tinyint"));
        same((short) -300, result.getShort("t_smallint"));
        same(70_000, result.getInt("t_int"));
        same(9_007_199_254_740_993L, result.getLong("t_bigint"));
        same(1.5f, result.getFloat("t_float"));
        same(0.1, result.getDouble("t_double"));
        same(new BigDecimal("-12345678.91"), result.getBigDecimal("t_decimal"));
        same("grüße", result.getString("t_string"));
        same("ab", new String(result.getBytes("t_binary")));
        same(Date.valueOf("2026-02-28"), result.getDate("t_date"));
        same(Timestamp.valueOf("2026-02-28 12:34:56.789012"), result.getTimestamp("t_timestamp"));
        same(Timestamp.valueOf("2026-02-28 12:34:56.789012"), result.getTimestamp("t_timestamp_ntz"));
        same(null, result.getObject("t_null"));
        same(0, result.getInt("t_null"));
        same(true, result.wasNull());
        same(false, result.next());
      }
    });
    check("every type: nested values", () -> {
      try (Statement statement = admin.createStatement(); ResultSet result = statement.executeQuery(EVERY_TYPE)) {
        result.next();
        same("[1,2,null]", result.getString("t_array").replace(" ", ""));
        same("{\"a\":1,\"b\":2}", result.getString("t_map").replace(" ", ""));
        same("{\"x\":1,\"y\":\"z\"}", result.getString("t_struct").replace(" ", ""));
      }
    });
    check("nested values as objects", () -> {
      try (Connection complex = connect(setting("ADMIN_TOKEN"), Map.of("EnableComplexDatatypeSupport", "1"));
          Statement statement = complex.createStatement(); ResultSet result = statement.executeQuery(EVERY_TYPE)) {
        result.next();
        Array array = result.getArray("t_array");
        same(Arrays.asList(1, 2, null), Arrays.asList((Object[]) array.getArray()));
        Struct struct = (Struct) result.getObject("t_struct");
        same(List.of(1, "z"), Arrays.asList(struct.getAttributes()));
        same(Map.of("a", 1, "b", 2), result.getObject("t_map"));
      }
    });
    check("typed columns of a table", () -> {
      List<List<Object>> found = rows(admin, "SELECT id, customer, amount, day, at FROM " + PLACE + ".orders ORDER BY id");
      same(3, found.size());
      same(
          Arrays.asList(1L, "Ana", new BigDecimal("10.50"), Date.valueOf("2026-01-02"), Timestamp.valueOf("2026-01-02 03:04:05")),
          found.get(0));
      same(Arrays.asList(3L, null, null, null, null), found.get(2));
    });
    check("edges of numbers and times", () -> {
      List<Object> found = rows(
          admin,
          "SELECT CAST('-9223372036854775808' AS BIGINT), CAST('99999999999999999999999999999999999.999' AS DECIMAL(38,3)),"
              + " CAST('-0.001' AS DECIMAL(5,3)), DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.5', CAST('NaN' AS DOUBLE)").get(0);
      same(
          List.of(Long.MIN_VALUE, new BigDecimal("99999999999999999999999999999999999.999"), new BigDecimal("-0.001"),
              Date.valueOf("1969-12-31"), Timestamp.valueOf("1969-12-31 23:59:59.5"), Double.NaN),
          found);
    });
    check("a result without rows has columns", () -> {
      try (Statement statement = admin.createStatement();
          ResultSet result = statement.executeQuery("SELECT id, amount FROM " + PLACE + ".orders WHERE false")) {
        same(2, result.getMetaData().getColumnCount());
        same(false, result.next());
      }
    });
    check("columns of the same name are told apart by place", () -> {
      try (Statement statement = admin.createStatement(); ResultSet result = statement.executeQuery("SELECT 1 AS a, 2 AS a")) {
        result.next();
        same(List.of(1, 2), List.of(result.getInt(1), result.getInt(2)));
      }
    });
  }

  private static void checkPreparedStatements(Connection admin) {
    check("parameters of every simple type", () -> {
      String text = "SELECT ? + 1, ?, ?, ?, ?, ?, ?";
      try (PreparedStatement statement = admin.prepareStatement(text)) {
        statement.setInt(1, 41);
        statement.setString(2, "it's ? here");
        statement.setBigDecimal(3, new BigDecimal("12.34"));
        statement.setDate(4, Date.valueOf("2026-03-04"));
        statement.setTimestamp(5, Timestamp.valueOf("2026-03-04 05:06:07.5"));
        statement.setBoolean(6, true);
        statement.setNull(7, Types.VARCHAR);
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          same(42, result.getInt(1));
          same("it's ? here", result.getString(2));
          same(0, new BigDecimal("12.34").compareTo(result.getBigDecimal(3)));
          same(Date.valueOf("2026-03-04"), result.getDate(4));
          same(Timestamp.valueOf("2026-03-04 05:06:07.5"), result.getTimestamp(5));
          same(true, result.getBoolean(6));
          same(null, result.getObject(7));
        }
      }
    });
    check("parameters in a condition, twice", () -> {
      try (PreparedStatement statement = admin.prepareStatement("SELECT id FROM " + PLACE + ".orders WHERE customer = ?")) {
        for (Map.Entry<String, Long> expected : Map.of("Ana", 1L, "Ben", 2L).entrySet()) {
          statement.setString(1, expected.getKey());
          try (ResultSet result = statement.executeQuery()) {
            result.next();
            same(expected.getValue(), result.getLong(1));
          }
        }
      }
    });
    check("a parameter is a value, not a text", () -> {
      try (PreparedStatement statement = admin.prepareStatement("SELECT count(*) FROM " + PLACE + ".orders WHERE customer = ?")) {
        statement.setString(1, "x' OR '1' = '1");
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          same(0L, result.getLong(1));
        }
      }
    });
    check("a prepared statement tells its columns", () -> {
      try (PreparedStatement statement = admin.prepareStatement("SELECT id, amount FROM " + PLACE + ".orders WHERE id = ?")) {
        statement.setLong(1, 2);
        try (ResultSet result = statement.executeQuery()) {
          same("amount", result.getMetaData().getColumnName(2));
        }
      }
    });
  }

  private static void checkLargeResults(Connection admin) {
    String large = "SELECT id, concat('row ', CAST(id AS STRING)) AS name, id / 4 AS part FROM range(" + BIG_ROW_COUNT + ") ORDER BY id";
    check("a result of 200,000 rows comes whole and in order", () -> {
      try (Statement statement = admin.createStatement(); ResultSet result = statement.executeQuery(large)) {
        long rowCount = 0;
        while (result.next()) {
          if (result.getLong(1) != rowCount || !result.getString(2).equals("row " + rowCount))
            throw new AssertionError("row " + rowCount + ": " + result.getLong(1) + " " + result.getString(2));
          rowCount += 1;
        }
        same((long) BIG_ROW_COUNT, rowCount);
      }
    });
    check("a limit of rows is kept", () -> {
      try (Statement statement = admin.createStatement()) {
        statement.setMaxRows(1_234);
        try (ResultSet result = statement.executeQuery(large)) {
          int rowCount = 0;
          while (result.next()) rowCount += 1;
          same(1_234, rowCount);
        }
      }
    });
    check("two large results are read in turns", () -> {
      try (Statement first = admin.createStatement(); Statement second = admin.createStatement();
          ResultSet one = first.executeQuery(large); ResultSet two = second.executeQuery(large)) {
        for (long at = 0; at < BIG_ROW_COUNT; at++)
          if (!one.next() || !two.next() || one.getLong(1) != two.getLong(1)) throw new AssertionError("row " + at);
      }
    });
  }

  private static void checkWrites(Connection admin) {
    String table = PLACE + ".written";
    check("CREATE TABLE AS SELECT", () -> {
      execute(admin, "CREATE TABLE " + table + " AS SELECT id, CAST(id AS STRING) AS name FROM range(10)");
      same(10L, rows(admin, "SELECT count(*) FROM " + table).get(0).get(0));
    });
    check("INSERT says how many rows it wrote", () ->
        same(2, update(admin, "INSERT INTO " + table + " VALUES (10, 'ten'), (11, 'eleven')")));
    check("INSERT with parameters", () -> {
      try (PreparedStatement statement = admin.prepareStatement("INSERT INTO " + table + " (id, name) VALUES (?, ?)")) {
        statement.setLong(1, 12);
        statement.setString(2, "it's twelve");
        same(1, statement.executeUpdate());
      }
      same("it's twelve", rows(admin, "SELECT name FROM " + table + " WHERE id = 12").get(0).get(0));
    });
    check("INSERT in a batch", () -> {
      try (PreparedStatement statement = admin.prepareStatement("INSERT INTO " + table + " (id, name) VALUES (?, ?)")) {
        for (long id = 20; id < 23; id++) {
          statement.setLong(1, id);
          statement.setString(2, "batch");
          statement.addBatch();
        }
        same(3, statement.executeBatch().length);
      }
      same(3L, rows(admin, "SELECT count(*) FROM " + table + " WHERE name = 'batch'").get(0).get(0));
    });
    check("UPDATE says how many rows it changed", () ->
        same(3, update(admin, "UPDATE " + table + " SET name = upper(name) WHERE name = 'batch'")));
    check("DELETE says how many rows it deleted", () -> {
      same(3, update(admin, "DELETE FROM " + table + " WHERE name = 'BATCH'"));
      same(13L, rows(admin, "SELECT count(*) FROM " + table).get(0).get(0));
    });
    check("INSERT OVERWRITE may read what it overwrites", () -> {
      execute(admin, "INSERT OVERWRITE " + table + " SELECT id, name FROM " + table + " WHERE id < 5");
      same(5L, rows(admin, "SELECT count(*) FROM " + table).get(0).get(0));
    });
    check("CREATE OR REPLACE TABLE may read what it replaces", () -> {
      execute(admin, "CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM " + table + " WHERE id < 3");
      same(List.of(List.of(0L), List.of(1L), List.of(2L)), rows(admin, "SELECT * FROM " + table + " ORDER BY id"));
    });
    check("TRUNCATE and DROP", () -> {
      execute(admin, "TRUNCATE TABLE " + table);
      same(0L, rows(admin, "SELECT count(*) FROM " + table).get(0).get(0));
      execute(admin, "DROP TABLE " + table);
      fails("42P01", () -> rows(admin, "SELECT * FROM " + table));
    });
  }

  private static void checkRights(Connection admin) {
    check("a statement without rights is denied with state and message", () -> {
      try (Connection person = connect(setting("PERSON_TOKEN"), Map.of())) {
        String message = fails("42501", () -> rows(person, "SELECT * FROM " + PLACE + ".orders"));
        if (!message.contains("INSUFFICIENT_PERMISSIONS")) throw new AssertionError(message);
        fails("42501", () -> execute(person, "DROP TABLE " + PLACE + ".orders"));
        fails("42501", () -> execute(person, "GRANT SELECT ON TABLE " + PLACE + ".orders TO `" + setting("PERSON_NAME") + "`"));
      }
    });
    check("what is granted is allowed, what is revoked is denied", () -> {
      String person = "`" + setting("PERSON_NAME") + "`";
      for (String privilege : List.of("USE CATALOG ON CATALOG " + CATALOG, "USE SCHEMA, SELECT ON SCHEMA " + PLACE))
        execute(admin, "GRANT " + privilege + " TO " + person);
      try (Connection session = connect(setting("PERSON_TOKEN"), Map.of())) {
        same(3L, rows(session, "SELECT count(*) FROM " + PLACE + ".orders").get(0).get(0));
        same(1L, rows(session, "SELECT count(*) FROM " + PLACE + ".large_orders").get(0).get(0));
        fails("42501", () -> execute(session, "DELETE FROM " + PLACE + ".orders"));
        execute(admin, "REVOKE SELECT ON SCHEMA " + PLACE + " FROM " + person);
        fails("42501", () -> rows(session, "SELECT count(*) FROM " + PLACE + ".orders"));
      }
    });
    check("grants are shown", () -> {
      List<List<Object>> shown = rows(admin, "SHOW GRANTS ON SCHEMA " + PLACE);
      if (shown.stream().noneMatch(row -> row.contains(setting("PERSON_NAME")) && row.contains("USE SCHEMA")))
        throw new AssertionError(shown.toString());
    });
    check("metadata shows only what the caller may see", () -> {
      execute(admin, "REVOKE USE SCHEMA ON SCHEMA " + PLACE + " FROM `" + setting("PERSON_NAME") + "`");
      try (Connection session = connect(setting("PERSON_TOKEN"), Map.of())) {
        same(List.of(), column(session.getMetaData().getTables(CATALOG, SCHEMA, "%", null), "TABLE_NAME"));
      }
    });
  }

  private static void checkErrors(Connection admin) {
    check("a mistake of syntax", () -> fails("42601", () -> rows(admin, "SELEC 1")));
    check("a table that is not there", () -> fails("42P01", () -> rows(admin, "SELECT * FROM " + PLACE + ".nothing")));
    check("a column that is not there", () -> fails("42703", () -> rows(admin, "SELECT nothing FROM " + PLACE + ".orders")));
    check("a division by zero", () -> fails("22012", () -> rows(admin, "SELECT 1 / 0")));
    check("a text that is no number", () -> fails("22018", () -> rows(admin, "SELECT CAST('x' AS INT)")));
    check("the connection works after errors", () -> same(List.of(List.of(2)), rows(admin, "SELECT 1 + 1")));
    check("a wrong token is refused", () -> {
      try (Connection wrong = connect("dapi0000", Map.of())) {
        rows(wrong, "SELECT 1");
        throw new AssertionError("it was let in");
      } catch (SQLException expected) {
        if (expected.getMessage() == null) throw new AssertionError("no message");
      }
    });
  }

  /** Counts pairs, for longer than a test waits. */
  private static final String SLOW = "SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.id * b.id) % 7 = 3";

  private static void checkCancel(Connection admin) {
    check("a running statement is canceled from another thread", () -> {
      try (Statement statement = admin.createStatement()) {
        CompletableFuture<SQLException> ended = CompletableFuture.supplyAsync(() -> {
          try {
            statement.executeQuery(SLOW);
            return null;
          } catch (SQLException error) {
            return error;
          }
        });
        SQLException error = null;
        // A statement can be canceled once the driver knows its id.
        for (int tries = 0; tries < 100 && !ended.isDone(); tries++) {
          statement.cancel();
          try {
            error = ended.get(200, TimeUnit.MILLISECONDS);
          } catch (java.util.concurrent.TimeoutException stillRunning) {
            continue;
          }
        }
        if (!ended.isDone()) throw new AssertionError("still running");
        error = ended.get();
        if (error == null) throw new AssertionError("it ended by itself");
      }
      same(List.of(List.of(1)), rows(admin, "SELECT 1"));
    });
    check("a statement is stopped after its time", () -> {
      try (Statement statement = admin.createStatement()) {
        statement.setQueryTimeout(1);
        try {
          statement.executeQuery(SLOW);
          throw new AssertionError("it ended by itself");
        } catch (SQLException expected) {
          if (expected.getMessage() == null) throw new AssertionError("no message");
        }
      }
    });
    check("information_schema and system tables are read", () -> {
      same(
          List.of(List.of("large_orders", "VIEW"), List.of("orders", "MANAGED")),
          rows(
              admin,
              "SELECT table_name, table_type FROM " + CATALOG + ".information_schema.tables WHERE table_schema = '" + SCHEMA
                  + "' ORDER BY table_name"));
      same(true, rows(admin, "SELECT count(*) > 0 FROM system.access.audit").get(0).get(0));
    });
  }

  private static void checkSessions() {
    check("two sessions have their own catalog and schema", () -> {
      try (Connection first = connect(setting("ADMIN_TOKEN"), Map.of()); Connection second = connect(setting("ADMIN_TOKEN"), Map.of())) {
        execute(first, "USE SCHEMA " + SCHEMA);
        same(3L, rows(first, "SELECT count(*) FROM orders").get(0).get(0));
        fails("42P01", () -> rows(second, "SELECT count(*) FROM orders"));
        second.setSchema(SCHEMA);
        same(3L, rows(second, "SELECT count(*) FROM orders").get(0).get(0));
        same(SCHEMA, first.getSchema());
      }
    });
    check("a catalog is chosen with setCatalog", () -> {
      try (Connection session = connect(setting("ADMIN_TOKEN"), Map.of())) {
        session.setCatalog("system");
        same("system", rows(session, "SELECT current_catalog()").get(0).get(0));
      }
    });
    check("a session starts in the schema of its address", () -> {
      try (Connection session = connect(setting("ADMIN_TOKEN"), Map.of("ConnSchema", SCHEMA))) {
        same(List.of(CATALOG, SCHEMA), rows(session, "SELECT current_catalog(), current_schema()").get(0));
      }
    });
    check("six connections at once", () -> {
      List<CompletableFuture<Long>> counts = new ArrayList<>();
      for (int at = 0; at < 6; at++)
        counts.add(CompletableFuture.supplyAsync(() -> {
          try (Connection session = connect(setting("ADMIN_TOKEN"), Map.of())) {
            long sum = 0;
            for (int again = 0; again < 5; again++)
              sum += (Long) rows(session, "SELECT count(*) FROM " + PLACE + ".orders").get(0).get(0);
            return sum;
          } catch (SQLException error) {
            throw new IllegalStateException(error);
          }
        }));
      for (CompletableFuture<Long> count : counts) same(15L, count.get());
    });
  }

  private static Connection connect(String token, Map<String, String> options) throws SQLException {
    String url = "jdbc:databricks://" + setting("EMULATOR_HOST")
        + ";transportMode=http;ssl=0;AuthMech=3;UseThriftClient=0;EnableTelemetry=0;LogLevel=0;httpPath=/sql/1.0/warehouses/" + setting("WAREHOUSE_ID");
    Properties properties = new Properties();
    properties.put("UID", "token");
    properties.put("PWD", token);
    properties.put("ConnCatalog", CATALOG);
    properties.putAll(options);
    return DriverManager.getConnection(url, properties);
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static int update(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(text);
    }
  }

  private static List<List<Object>> rows(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(text)) {
      List<List<Object>> found = new ArrayList<>();
      int columnCount = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int at = 1; at <= columnCount; at++) row.add(result.getObject(at));
        found.add(row);
      }
      return found;
    }
  }

  private static List<String> column(ResultSet result, String name) throws SQLException {
    try (result) {
      List<String> found = new ArrayList<>();
      while (result.next()) found.add(result.getString(name));
      return found;
    }
  }

  /** The message of the failure that must come. */
  private static String fails(String sqlState, Check check) throws Exception {
    try {
      check.run();
    } catch (SQLException error) {
      if (!sqlState.equals(error.getSQLState())) throw new AssertionError(error.getSQLState() + ": " + error.getMessage());
      return error.getMessage();
    }
    throw new AssertionError("it did not fail with " + sqlState);
  }

  private static void same(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) throw new AssertionError("expected " + expected + ", got " + actual);
  }

  private static void holds(List<String> list, String one) {
    if (Collections.frequency(list, one) != 1) throw new AssertionError(one + " is not once in " + list);
  }

  private static void check(String name, Check check) {
    try {
      check.run();
      passedCount += 1;
      System.out.println("ok      " + name);
    } catch (Throwable error) {
      failedCount += 1;
      System.out.println("FAILED  " + name + "\n        " + error);
      if (System.getenv("JDBC_TRACE") != null) error.printStackTrace(System.out);
    }
  }

  private static String setting(String name) {
    String value = System.getenv(name);
    if (value == null) throw new IllegalStateException(name + " is not set");
    return value;
  }
}
